import type { Input } from '../../engine/input.js';
import type { Trx } from '../database/database.js';

/** Unread inputs of a lead, oldest first. */
export interface InboxPage {
  inputs: Input[];
  /** More are unread than these. */
  more: boolean;
  /** Arrival of the first unread one, epoch ms, when there is more. */
  until?: number;
}

export interface Arrival {
  leadId: string;
  input: Omit<Input, 'n' | 'at'>;
  source: string;
  rings: boolean;
}

export interface Inbox {
  read(
    trx: Trx,
    leadId: string,
    afterN: number,
    limits: { rows: number; bytes: number },
  ): Promise<InboxPage>;
  append(trx: Trx, items: readonly Arrival[]): Promise<{ leadId: string; n: number; at: number }[]>;
}
