import { draw, type Happening, lineOf, type Picture } from './screen.js';
import { momentOf } from './story-time.js';

/** Where the demo shows itself. */
export interface Display {
  /** Called several times a second. */
  show(picture: Picture): void;
  /** Leaves the output as a person expects to find it. */
  close(): void;
}

const HOME = '\u001B[H';
const CLEAR_LINE_END = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';
const OTHER_SCREEN = '\u001B[?1049h\u001B[?25l';
const BACK = '\u001B[?25h\u001B[?1049l';

/** Draws the whole picture in place, on a screen of its own, so that what was there before comes back at the end. */
export function liveDisplay(out: NodeJS.WriteStream): Display {
  out.write(OTHER_SCREEN);
  return {
    show(picture) {
      const lines = draw(picture, { columns: out.columns, rows: out.rows });
      out.write(HOME + lines.map((text) => text + CLEAR_LINE_END).join('\n') + CLEAR_BELOW);
    },
    close() {
      out.write(BACK);
    },
  };
}

const WIDTH = 160;

/** For a log or a pipe: every happening once, as a line, and where things stand at the end of each day. */
export function plainDisplay(out: NodeJS.WritableStream): Display {
  let shown = 0;
  let day = 1;
  return {
    show(picture) {
      for (const happening of picture.happenings.slice(shown)) out.write(plain(happening));
      shown = picture.happenings.length;
      if (picture.day === day) return;
      day = picture.day;
      out.write(`${dayLine(picture)}\n`);
    },
    close() {
      // Nothing was changed that had to be put back.
    },
  };
}

const plain = (happening: Happening): string => `${lineOf(happening, WIDTH)}\n`;

function dayLine({ now, day, standing: { stages, tiers, mails, tickets } }: Picture): string {
  const count = (counts: { [name: string]: number }): string =>
    Object.entries(counts)
      .map(([name, number]) => `${name} ${number}`)
      .join(', ');
  return `--- day ${day}, ${momentOf(now)}: ${count(stages)}; tiers ${count(tiers)}; ${mails.sent} messages sent, ${tickets.assigned} hand-overs`;
}
