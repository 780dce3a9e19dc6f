import { leadWords } from '../messages/lead-words.js';
import type { Enrolment } from '../lead-state.js';
import { fill } from '../playbook/placeholders.js';
import type { Turn } from '../turn.js';
import { wordsOf } from './run.js';

/** A tag or a value with its placeholders filled; nothing where one of them stays empty and has no default. */
export function filled(
  { state, playbook }: Turn,
  enrolment: Enrolment,
  text: string,
): string | undefined {
  if (!text.includes('{{')) return text;
  let isComplete = true;
  const words = { lead: leadWords(state, playbook), ...wordsOf(enrolment) };
  const whole = fill(text, words, () => {
    isComplete = false;
    return '';
  });
  return isComplete ? whole : undefined;
}
