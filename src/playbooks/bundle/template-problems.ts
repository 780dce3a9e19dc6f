import { pointerOf, type Problem } from '../../../engine/playbook/problem.js';
import { BrokenTemplate } from '../../delivery/templates/broken-template.js';
import { compiledTemplate } from '../../delivery/templates/compiled-templates.js';
import { type BundleFiles, templatePath } from './bundle.js';

/** Elements of MJML in all templates together: they are compiled one by one, by the millisecond. */
const MOST_ELEMENTS = 10_000;

/** Compiles every template; what is wrong with them, at its place in its own file. */
export async function templateProblems(files: BundleFiles): Promise<Problem[]> {
  const elements = [...files.values()].reduce(
    (sum, text) => sum + text.split('<mj-', MOST_ELEMENTS + 1).length,
    0,
  );
  if (elements > MOST_ELEMENTS) {
    const message = `more than ${MOST_ELEMENTS} elements in all templates`;
    return [{ code: 'too-large', pointer: '/files', message }];
  }
  const problems: Problem[] = [];
  for (const [path, text] of files) {
    const template = templatePath(path);
    const problem = template === undefined ? undefined : await problemOf(path, template, text);
    if (problem) problems.push(problem);
  }
  return problems;
}

async function problemOf(path: string, template: string, text: string) {
  try {
    await compiledTemplate(template, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof BrokenTemplate)) throw error;
    return {
      code: 'broken-template',
      pointer: pointerOf(['files', path]),
      message: error.why.slice(0, 500),
      file: path,
      ...(error.position ?? { line: 1, column: 1 }),
    };
  }
}
