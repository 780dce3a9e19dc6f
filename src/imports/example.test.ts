import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import { newLead } from '../../engine/new-lead.js';
import { compile } from '../../engine/playbook/compile.js';
import { totalScore } from '../../engine/scoring/total.js';
import { documentOf } from '../../test/support/playbook/small.js';
import { columnsOf, parseImportMap } from './import-map.js';
import { RowMapper, type ImportRow } from './import-row.js';

const example = (file: string) =>
  readFileSync(new URL(`../../examples/x-education/${file}`, import.meta.url), 'utf8');
const playbook = compile(documentOf(example('playbook.yaml')), 1);
const parsed = parseImportMap(example('map.yaml'), 'map.yaml');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { map } = parsed;

/** Rows with the file's columns and nobody's data. */
const blank = Object.fromEntries(columnsOf(map).map((column) => [column, '']));
const visitor = {
  ...blank,
  'Prospect ID': '00000000-0000-4000-8000-000000000001',
  'Lead Origin': 'Landing Page Submission',
  'Lead Source': 'Google',
  'Do Not Email': 'No',
  'Total Time Spent on Website': '1200',
  TotalVisits: '3',
  'What is your current occupation': 'Unemployed',
  Specialization: 'Finance Management',
  City: 'Mumbai',
  Converted: '1',
};

function read(cells: { [column: string]: string }): ImportRow {
  const row = new RowMapper(map).read({ line: 2, cells });
  if (row.ok) return row;
  throw new Error(row.message);
}

/** The lead as the engine sees it after the row's identify call and its events. */
function judge(cells: { [column: string]: string }) {
  const { attributes, consent, events } = read(cells);
  const at = Date.parse('2026-11-23T06:00:00Z');
  const facts = {
    attributes,
    consent: consent.map((change) => ({ ...change, by: 'import' as const })),
  };
  const bodies: Pick<Input, 'body' | 'facts'>[] = [
    { body: { kind: 'update', by: 'import' }, facts },
    ...events.map(({ event, properties }) => ({
      body: { kind: 'event' as const, name: event, properties },
    })),
  ];
  const inputs = bodies.map((input, index) => ({
    n: index + 1,
    id: `row-${index}`,
    at,
    occurredAt: at,
    ...input,
  }));
  const { state, commands } = decide(newLead('row', playbook, at), inputs, playbook, at, at);
  return {
    score: totalScore(state, playbook),
    tier: state.tier,
    commands: commands.map(({ kind }) => kind),
  };
}

describe('the X Education example', () => {
  it('uses no column that is only known after sales has talked to the lead', () => {
    const late = /Tags|Lead Quality|Lead Profile|Last Activity|Last Notable Activity|Asymmetrique/;
    expect(columnsOf(map).filter((column) => late.test(column))).toEqual([]);
  });

  it('never sends the outcome', () => {
    const { attributes, events, positive } = read(visitor);
    expect(positive).toBe(true);
    expect(JSON.stringify({ attributes, events })).not.toMatch(/converted/i);
  });

  it('adds up how the lead came, its time on the site and who it is', () => {
    // -4 landing page, +3 long stay, +3 came back, +2 subject, +3 city
    expect(judge(visitor)).toEqual({ score: 7, tier: 'B', commands: [] });
    expect(judge({ ...visitor, 'Total Time Spent on Website': '60' })).toMatchObject({
      score: -3,
      tier: 'C',
    });
    expect(judge({ ...visitor, 'Total Time Spent on Website': '400' })).toMatchObject({
      score: -1,
      tier: 'C',
    });
    expect(judge({ ...visitor, 'Total Time Spent on Website': '799' })).toMatchObject({
      score: 5,
      tier: 'B',
    });
    expect(judge({ ...visitor, Specialization: 'Select', City: '' })).toMatchObject({
      score: 2,
      tier: 'C',
    });
    expect(judge({ ...visitor, 'Do Not Email': 'Yes' })).toMatchObject({ score: 2, tier: 'C' });
    expect(judge({ ...visitor, 'What is your current occupation': '' })).toMatchObject({
      score: 2,
    });
    expect(judge({ ...visitor, 'What is your current occupation': 'Student' })).toMatchObject({
      score: 5,
    });
  });

  it('hands a lead of tier A to a person at once', () => {
    const professional = { ...visitor, 'What is your current occupation': 'Working Professional' };
    expect(judge(professional)).toEqual({ score: 16, tier: 'A', commands: ['assign'] });
    const enquiry = {
      ...blank,
      'Prospect ID': 'p',
      'Lead Origin': 'Lead Add Form',
      'Lead Source': 'Welingak Website',
    };
    // +9 enquiry, +7 partner site, -5 occupation untold
    expect(judge(enquiry)).toEqual({ score: 11, tier: 'A', commands: ['assign'] });
  });
});
