import type { Logger } from 'pino';
import type { Db } from '../../database/database.js';
import { templatePath } from '../../playbooks/bundle/bundle.js';
import { storedFiles } from '../../playbooks/bundle/stored-bundle.js';
import { compiledTemplate } from './compiled-templates.js';
import { Recent } from './recent.js';
import { TemplateSet } from './template-set.js';

/** Which version's templates are meant. */
export interface TemplatesOf {
  name: string;
  version: number;
}

/** Sets that are kept; the templates in them are shared between versions. */
const KEPT = 128;

/**
 * The templates of every published version, compiled when they are first asked for. A version carries its own, so a lead
 * that follows an old one gets the texts of then, and every worker the same.
 */
export class TemplateLibrary {
  private readonly sets = new Recent<Promise<TemplateSet>>(KEPT);

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  /** @param db the transaction at hand, so that nobody in one waits for a second connection */
  of(db: Db, { name, version }: TemplatesOf): Promise<TemplateSet> {
    const key = `${name}@${version}`;
    const known = this.sets.get(key);
    if (known) return known;
    const set = this.load(db, name, version);
    this.sets.set(key, set);
    set.catch(() => this.sets.delete(key));
    return set;
  }

  private async load(db: Db, name: string, version: number): Promise<TemplateSet> {
    const templates = [...(await storedFiles(db, name, version))].flatMap(([file, text]) => {
      const path = templatePath(file);
      return path === undefined ? [] : { path, text };
    });
    const compiled = await Promise.all(
      templates.map(async ({ path, text }) => this.one(path, text)),
    );
    return new TemplateSet(compiled.flat());
  }

  /** It was sound when it was published. Should a later installation think otherwise, its messages alone must fail. */
  private async one(path: string, text: string) {
    try {
      return [await compiledTemplate(path, text)];
    } catch (err) {
      this.log.error({ err, template: path }, 'a published template cannot be compiled any more');
      return [];
    }
  }
}
