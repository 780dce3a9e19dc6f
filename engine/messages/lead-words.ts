import { tierReason } from '../explain/fact-words.js';
import { Tongue } from '../explain/tongue.js';
import { own, type JsonObject } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import { totalScore } from '../scoring/total.js';

/** What a template may say of the lead that is not personal; names and addresses are filled in where they are kept. */
export function leadWords(state: LeadState, playbook: Playbook): JsonObject {
  const words: JsonObject = {};
  for (const [name, value] of Object.entries(state.attributes)) {
    if (own(playbook.attributes, name)?.personal !== true) words[name] = value;
  }
  words['tier'] = state.tier;
  words['tierBecause'] = tierReason(state.tierBecause, ownTongue(playbook));
  words['stage'] = state.stage;
  words['score'] = totalScore(state, playbook);
  if (state.locale !== undefined) words['locale'] = state.locale;
  return words;
}

/** The language in which the playbook's own people are spoken to. */
function ownTongue(playbook: Playbook): Tongue {
  const language = playbook.locale.default.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  return new Tongue(language, playbook.timeZone, playbook);
}
