import { createReadStream } from 'node:fs';

/** What a CSV file is written in. Excel in China saves GBK (read as its superset GB18030) or UTF-16 as often as UTF-8. */
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le';

/**
 * Reads the whole file once (bytes only, constant memory) and says what it is written in: UTF-16 by its byte order mark,
 * UTF-8 if every byte sequence is valid, else GB18030. A file of plain ASCII is UTF-8.
 */
export async function detectEncoding(file: string): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20 });
  let first = true;
  for await (const bytes of chunks) {
    if (first && bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfffe) return 'utf-16le';
    if (!valid(() => utf8.decode(bytes, { stream: true }))) return 'gb18030';
    first = false;
  }
  return valid(() => utf8.decode()) ? 'utf-8' : 'gb18030';
}

function valid(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}
