import { writeFileSync } from 'node:fs';
import { playbookJsonSchema } from '../engine/playbook/json-schema.js';

/** `npm run schema`, after a change of the language: writes what editors read. A test keeps the two alike. */
const target = new URL('../playbooks/schema/playbook-1.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(playbookJsonSchema(), null, 2)}\n`);
