import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/database.js';
import { intakeRejections } from './metrics.js';

/** What the door refused: code and pointer, never a value. */
export interface Rejection {
  route: string;
  source: string;
  messageId?: string;
  code: string;
  pointer: string;
  message: string;
}

const LONGEST_POINTER = 300;

/** Keeps refusals for whoever asks why something did not arrive: clients do not read answers. */
export class Rejections {
  constructor(private readonly db: Db) {}

  async keep(rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length === 0) return;
    for (const { code } of rejections) intakeRejections.inc({ code });
    const column = (read: (rejection: Rejection) => string | null) => rejections.map(read);
    await sql`
      insert into rejection (id, route, source, message_id, code, pointer, message)
      select * from unnest(
        ${column(() => randomUUID())}::uuid[], ${column(({ route }) => route)}::text[],
        ${column(({ source }) => source)}::text[], ${column(({ messageId }) => messageId ?? null)}::text[],
        ${column(({ code }) => code)}::text[], ${column(({ pointer }) => short(pointer))}::text[],
        ${column(({ message }) => message.slice(0, LONGEST_POINTER * 2))}::text[])`.execute(
      this.db,
    );
  }
}

/** Names of fields are the client's, of any length and content. */
const short = (pointer: string): string => pointer.replaceAll('\0', '').slice(0, LONGEST_POINTER);
