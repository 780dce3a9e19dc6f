import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Why a row was not taken in. */
export interface RejectedRow {
  line: number;
  code: string;
  message: string;
}

/**
 * Counts what was rejected by reason, and writes a file of it: line, reason, words; never a value of the row. The file
 * is made with the first rejected row, readable by its owner alone.
 */
export class RejectedRows {
  readonly byCode = new Map<string, number>();
  private stream: WriteStream | undefined;
  private failure: Error | undefined;

  constructor(readonly file: string) {}

  get count(): number {
    return [...this.byCode.values()].reduce((sum, each) => sum + each, 0);
  }

  add({ line, code, message }: RejectedRow): void {
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    this.stream ??= this.open();
    this.stream.write(`${[line, code, message].map(quoted).join(',')}\n`);
  }

  async close(): Promise<void> {
    if (this.stream === undefined) return;
    this.stream.end();
    await finished(this.stream).catch((error: Error) => (this.failure ??= error));
    if (this.failure !== undefined) throw this.failure;
  }

  private open(): WriteStream {
    const stream = createWriteStream(this.file, { mode: 0o600 });
    stream.on('error', (error) => (this.failure ??= error));
    stream.write('line,reason,message\n');
    return stream;
  }
}

const quoted = (cell: string | number): string =>
  /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);
