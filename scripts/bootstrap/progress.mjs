/** What a person sees while something takes its time. Plain lines where there is no terminal. */

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR_LINE = '\r\u001B[2K';

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Runs one step and shows it: a spinner with the time gone by, then a tick or a cross.
 * @template T
 * @param {string} title what happens, in the present tense
 * @param {(note: (text: string) => void) => Promise<T>} work may call `note` to say how far it is
 * @param {NodeJS.WriteStream} [out]
 * @returns {Promise<T>}
 */
export async function step(title, work, out = process.stdout) {
  const started = Date.now();
  let noted = '';
  let frame = 0;
  const line = () => `  ${title}${noted && ` - ${noted}`} (${seconds(Date.now() - started)})`;
  const spin = () => out.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]}${line().slice(1)}`);
  if (!out.isTTY) out.write(`… ${title}\n`);
  const timer = out.isTTY ? setInterval(spin, 100) : undefined;
  const finish = (/** @type {string} */ mark) => {
    clearInterval(timer);
    out.write(`${out.isTTY ? CLEAR_LINE : ''}${mark}${line().slice(1)}\n`);
  };
  try {
    const result = await work((text) => {
      noted = text;
    });
    finish('✓');
    return result;
  } catch (error) {
    finish('✗');
    throw error;
  }
}

/**
 * Something on the machine stands in the way. The message is for the person at the keyboard: one sentence that says
 * what is wrong and what to do. It ends the command with exit code 1 and no stack trace.
 */
export class CannotStart extends Error {
  /** @override */
  name = 'CannotStart';
}

/**
 * Ends a command: a `CannotStart` as its sentence, anything else, which is a bug, with its stack.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  if (error instanceof CannotStart) console.error(`\n✗ ${error.message}`);
  else console.error(error);
  process.exit(1);
}
