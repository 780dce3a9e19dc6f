import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailProvider, MessageBody, OutgoingMessage, SendResult } from './mail-provider.js';

/** A message in the outbox, as its file holds it. */
export interface OutboxMessage extends OutgoingMessage {
  body: MessageBody;
  /** RFC 3339. */
  acceptedAt: string;
}

/**
 * Carries nothing anywhere: writes every channel's messages as files for a person to look at. For development, and for
 * test leads everywhere. The name of the file is the message's id, so here too a message exists once: the file is
 * written aside and then linked under its name, which fails when the name is taken and never shows half a file. The
 * JSON comes last and counts: a process that dies before it has sent nothing.
 */
export class Outbox implements MailProvider {
  readonly name = 'outbox';
  readonly repeatable = true;

  /** `now` is the engine's clock, so that the page shows the lead's time. */
  constructor(
    private readonly directory: string,
    private readonly now: () => number,
  ) {}

  async send(message: OutgoingMessage): Promise<SendResult> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const entry: OutboxMessage = { ...message, acceptedAt: new Date(this.now()).toISOString() };
    if (message.body.html) await this.writeOnce(`${message.id}.html`, message.body.html);
    await this.writeOnce(`${message.id}.json`, JSON.stringify(entry, null, 2));
    return { result: 'accepted', providerId: message.id };
  }

  /** The newest messages, newest first. */
  async list(limit = 200): Promise<OutboxMessage[]> {
    const names = await readdir(this.directory).catch(absentIs<string[]>([]));
    const ids = names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
    const files = await Promise.all(
      ids.map(async (id) => ({ id, at: (await stat(this.fileOf(id))).mtimeMs })),
    );
    const newest = files.toSorted((a, b) => b.at - a.at).slice(0, limit);
    const entries = await Promise.all(newest.map(async ({ id }) => this.find(id)));
    return entries.filter((entry) => entry !== undefined);
  }

  /** `id` must be a UUID: it becomes part of a path. */
  async find(id: string): Promise<OutboxMessage | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    const content = await readFile(this.fileOf(id), 'utf8').catch(absentIs(''));
    if (content === '') return undefined;
    const entry: OutboxMessage = JSON.parse(content);
    return entry;
  }

  private fileOf(id: string): string {
    return join(this.directory, `${id}.json`);
  }

  private async writeOnce(name: string, content: string): Promise<void> {
    const aside = join(this.directory, `.${name}.${randomUUID()}`);
    await writeFile(aside, content, { mode: 0o600 });
    try {
      await link(aside, join(this.directory, name));
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    } finally {
      await unlink(aside);
    }
  }
}

function absentIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isCode(error, 'ENOENT')) return value;
    throw error;
  };
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
