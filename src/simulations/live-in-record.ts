import type { Language } from '../../engine/explain/explanation.js';
import type { Refusal } from '../../engine/simulate/refusal.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { loadAsked, type AskedPlaybook } from './asked-playbook.js';
import { liveOne, type LivedLead } from './one-lead.js';
import { RecordHistories, type RecordParts } from './record-histories.js';

/** One lead to be lived under a playbook, up to a moment (epoch ms). */
export interface AskedLife {
  draft: AskedPlaybook;
  /** That lives on: what was merged into it is lived with it. */
  leadId: string;
  until: number;
  language: Language;
}

export type OneLife = LivedLead | { refused: Refusal | 'not-yet' };

/** @returns why not, for a lead that cannot be lived or had not come in by then */
export async function liveInRecord(
  parts: RecordParts & { library: Pick<PlaybookLibrary, 'get'> },
  { draft: asked, leadId, until, language }: AskedLife,
): Promise<OneLife> {
  const draft = await loadAsked(asked, parts.library);
  const record = new RecordHistories(parts, { until, leads: [leadId] }, 1);
  for await (const history of record.histories()) {
    if ('refused' in history) return { refused: history.refused };
    try {
      const lived = liveOne(draft, history, until, language);
      return lived === 'too-long' ? { refused: lived } : lived;
    } catch (error) {
      parts.onBroken?.(leadId, error);
      return { refused: 'broken' };
    }
  }
  return { refused: 'not-yet' };
}
