import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';

import { csvRows, UnreadableCsv, type Row } from './csv-rows.js';
import { detectEncoding } from './encoding.js';

let folder: string;
let files = 0;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'csv-rows-'))));
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Buffer): Promise<string> {
  const file = join(folder, `${files++}.csv`);
  await writeFile(file, content);
  return file;
}

async function read(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of csvRows(file, await detectEncoding(file))) rows.push(row);
  return rows;
}

async function rowsOf(content: string | Buffer): Promise<Row[]> {
  const file = await fileOf(content);
  return read(file);
}

describe('the encoding of a file is found from its bytes', () => {
  const chinese = '公司,职位\n上海某某制造,总监\n';
  it.each([
    ['plain ASCII', Buffer.from('a,b\n1,2\n'), 'utf-8'],
    ['UTF-8', Buffer.from(chinese), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${chinese}`), 'utf-8'],
    ['GBK', iconv.encode(chinese, 'gbk'), 'gb18030'],
    ['UTF-16 as Excel saves it', iconv.encode(chinese, 'utf-16le', { addBOM: true }), 'utf-16le'],
  ])('%s', async (_name, bytes, encoding) => {
    const file = await fileOf(bytes);
    expect(await detectEncoding(file)).toBe(encoding);
    if (bytes.includes('a,b')) return;
    const [row] = await read(file);
    expect(row).toEqual({ ok: true, line: 2, cells: { 公司: '上海某某制造', 职位: '总监' } });
  });

  it('GBK that begins after a megabyte of ASCII', async () => {
    const head = Buffer.from(`a\n${'x\n'.repeat(600_000)}`);
    const file = await fileOf(Buffer.concat([head, iconv.encode('制造业\n', 'gbk')]));
    expect(await detectEncoding(file)).toBe('gb18030');
  });

  it('a character that stands across two chunks is still UTF-8', async () => {
    expect(await detectEncoding(await fileOf(`a${'制'.repeat(700_000)}`))).toBe('utf-8');
  });

  it('UTF-8 that breaks off inside its last character is not UTF-8', async () => {
    const cut = Buffer.from('a\n制').subarray(0, -1);
    expect(await detectEncoding(await fileOf(cut))).toBe('gb18030');
  });
});

describe('rows', () => {
  it('come by column name with their line; headers without a name are ignored', async () => {
    expect(await rowsOf('a,b,\r\n1,"2\r\nx",\r\n 3 ,,z\r\n')).toEqual([
      { ok: true, line: 3, cells: { a: '1', b: '2\nx' } },
      { ok: true, line: 4, cells: { a: '3', b: '' } },
    ]);
  });

  it('a row with missing or surplus cells is refused alone', async () => {
    const rows = await rowsOf('a,b\n1\n1,2,3\n1,2,\n');
    expect(rows).toEqual([
      { ok: false, line: 2, code: 'columns', message: '1 cells where the header has 2' },
      { ok: false, line: 3, code: 'columns', message: '3 cells where the header has 2' },
      { ok: true, line: 4, cells: { a: '1', b: '2' } },
    ]);
  });

  it('a NUL byte refuses its row and names the column', async () => {
    const [bad, good] = await rowsOf('a,b\n1,x\0y\n3,4\n');
    expect(bad).toMatchObject({
      line: 2,
      code: 'control-characters',
      message: 'in the column "b"',
    });
    expect(good).toMatchObject({ ok: true });
  });

  it('bytes that are neither UTF-8 nor GBK refuse their row', async () => {
    const rows = await rowsOf(Buffer.from([0x61, 0x0a, 0xff, 0xff, 0x0a, 0x31, 0x0a]));
    expect(rows).toMatchObject([
      { line: 2, code: 'undecodable' },
      { ok: true, cells: { a: '1' } },
    ]);
  });

  it('a quote inside an unquoted cell refuses its row alone', async () => {
    const rows = await rowsOf('a,b\n1,2\nx"y,3\n5,6\n');
    const bad = rows.filter(({ ok }) => !ok);
    expect(bad).toMatchObject([{ line: 3, code: 'quotes' }]);
    expect(rows.filter(({ ok }) => ok)).toMatchObject([{ line: 2 }, { line: 4 }]);
  });
});

describe('a file whose rows cannot be told apart is refused with the line', () => {
  it.each([
    ['a quoted cell that goes on', 'a,b\n"x"y,3\n5,6\n', /closing quote in line 2/],
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n5,6\n', /inside a quoted cell.*line is 4/],
    ['an endless cell', `a,b\n1,"2\n${'x,y\n'.repeat(100_000)}`, /longer than 256 KB/],
    ['nothing at all', '', /empty/],
    ['a doubled column', 'a,a\n1,2\n', /"a" twice/],
    ['a header without names', ',,\n1,2,3\n', /names no column/],
  ])('%s', async (_name, content, message) => {
    const reading = rowsOf(content);
    await expect(reading).rejects.toThrow(UnreadableCsv);
    await expect(reading).rejects.toThrow(message);
  });

  it('a file that is not there fails', async () => {
    const rows = csvRows(join(folder, 'none.csv'), 'utf-8');
    await expect(rows.next()).rejects.toThrow('ENOENT');
  });
});
