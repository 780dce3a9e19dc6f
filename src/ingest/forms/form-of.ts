import type { Form, Playbook } from '../../../engine/playbook/playbook.js';
import type { FieldProblem } from '../../http/problem.js';
import type { PlaybookLibrary } from '../../playbooks/library.js';

export type FoundForm =
  | { ok: true; playbook: Playbook; name: string; form: Form }
  | { ok: false; problem: FieldProblem };

/**
 * Which form of which playbook a capture means: the one named, looked for in the playbook named, else in the default one,
 * else in the only other one that has it; unnamed, the playbook's only form.
 */
export function formOf(
  library: Pick<PlaybookLibrary, 'find' | 'default' | 'live'>,
  asked: { form?: string | undefined; playbook?: string | undefined },
): FoundForm {
  const home = asked.playbook === undefined ? library.default() : library.find(asked.playbook);
  if (!home) return refusal('/playbook', 'unknown-playbook', 'no live playbook has this name');
  if (asked.form === undefined) return onlyForm(home);
  const form = own(home.forms, asked.form);
  if (form) return { ok: true, playbook: home, name: asked.form, form };
  const elsewhere = asked.playbook === undefined ? otherHomes(library, asked.form) : [];
  const [other] = elsewhere;
  const found = other && own(other.forms, asked.form);
  if (elsewhere.length === 1 && other && found) {
    return { ok: true, playbook: other, name: asked.form, form: found };
  }
  return refusal('/form', 'unknown-form', `the playbook ${home.name} has no such form`);
}

function onlyForm(playbook: Playbook): FoundForm {
  const [only, ...others] = Object.entries(playbook.forms);
  if (!only) return refusal('/form', 'unknown-form', `the playbook ${playbook.name} has no forms`);
  if (others.length > 0) return refusal('/form', 'required', 'say which form it is');
  return { ok: true, playbook, name: only[0], form: only[1] };
}

function otherHomes(library: Pick<PlaybookLibrary, 'find' | 'live'>, form: string): Playbook[] {
  const names = new Set(library.live().map(({ name }) => name));
  return [...names].flatMap((name) => {
    const playbook = library.find(name);
    return playbook && own(playbook.forms, form) ? playbook : [];
  });
}

const own = (forms: Playbook['forms'], name: string): Form | undefined =>
  Object.hasOwn(forms, name) ? forms[name] : undefined;

const refusal = (pointer: string, code: string, message: string): FoundForm => ({
  ok: false,
  problem: { pointer, code, message },
});
