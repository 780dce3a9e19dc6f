import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Migration } from '@mikro-orm/migrations';
import { projectRoot } from '../config/project-root.js';

const folder = join(projectRoot, 'src/database/migrations');

/** Every `migrations/*.sql` in the order of its number, as MikroORM wants it. Released files are never edited. */
export const migrations = readdirSync(folder)
  .filter((file) => file.endsWith('.sql'))
  .toSorted()
  .map((file) => ({ name: file.replace(/\.sql$/, ''), class: fromFile(join(folder, file)) }));

function fromFile(
  path: string,
): new (...args: ConstructorParameters<typeof Migration>) => Migration {
  return class extends Migration {
    override up(): void {
      // Bounds of the pool do not fit a change of a large table.
      this.addSql("set local statement_timeout = 0; set local lock_timeout = '60s'");
      this.addSql(readFileSync(path, 'utf8'));
    }
  };
}
