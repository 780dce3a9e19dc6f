import { Recent } from './recent.js';
import { compileTemplate, type Template } from './template.js';
import { readTemplateFile, templateHash } from './template-file.js';

/** Compiled ones take tens of kilobytes each; versions of a playbook share most of them. */
const KEPT = 1_000;

const cache = new Recent<Promise<Template>>(KEPT);

/**
 * A template, compiled once a process however many versions, drafts and checks come by it.
 * Throws `BrokenTemplate`. `path` is `<id>/<locale>.<ending>`.
 */
export async function compiledTemplate(path: string, source: string): Promise<Template> {
  const key = `${path}@${templateHash(source)}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = Promise.resolve().then(() => compileTemplate(readTemplateFile(path, source)));
  cache.set(key, compiled);
  // A refusal costs little and is asked for once; what is kept is what is used.
  compiled.catch(() => cache.delete(key));
  return compiled;
}
