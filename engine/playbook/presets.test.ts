import { beforeAll, describe, expect, it } from '@jest/globals';
import chineseDays from 'chinese-days';
import {
  presetNames,
  presetYaml,
  shipped,
  shippedIn,
} from '../../test/support/playbook/presets.js';
import { documentOf } from '../../test/support/playbook/small.js';
import { compile } from './compile.js';
import { SHIPPED_HOLIDAYS } from './holidays.js';
import { playbookJsonSchema } from './json-schema.js';
import { parsePlaybook } from './parse.js';
import type { Playbook } from './playbook.js';
import { readYaml } from './yaml-source.js';

describe.each(presetNames())('the shipped playbook %s', (name) => {
  let playbook: Playbook;
  beforeAll(() => {
    playbook = compile(documentOf(presetYaml(name)), 1);
  });

  it('has no mistakes, and points editors at its schema', () => {
    expect(parsePlaybook(presetYaml(name), `${name}.yaml`)).toMatchObject({ ok: true });
    expect(presetYaml(name)).toMatch(
      /^# yaml-language-server: \$schema=.\/schema\/playbook-1.json\n/,
    );
    expect(playbook.name).toBe(name);
  });

  it('is warned of nothing but holidays that are not published yet', () => {
    const parsed = parsePlaybook(presetYaml(name));
    const warnings = parsed.ok ? parsed.warnings.map(({ code }) => code) : ['broken'];
    expect(warnings.filter((code) => code !== 'provisional-holidays')).toEqual([]);
  });

  it('has every template it refers to, in Chinese and in English', () => {
    const files = templatesOf(playbook).flatMap((id) =>
      ['zh-CN', 'en'].filter((locale) => !fileOf(id, locale)).map((locale) => `${id}/${locale}`),
    );
    expect(files).toEqual([]);
  });

  it('is compiled in less than 20 ms', () => {
    const document = documentOf(presetYaml(name));
    // The best of some: other work on the machine must not count.
    const times = Array.from({ length: 5 }, () => {
      const began = performance.now();
      compile(document, 2);
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(20);
  });
});

describe('the JSON Schema', () => {
  it('in the tree is that of the language: run `npm run schema` after a change of it', () => {
    expect(JSON.parse(shipped('schema/playbook-1.json'))).toEqual(
      JSON.parse(JSON.stringify(playbookJsonSchema())),
    );
  });
});

describe('the holiday lists', () => {
  it.each(Object.keys(SHIPPED_HOLIDAYS))(
    '%s: the file and the table in the engine say the same',
    (id) => {
      const source = readYaml(shipped(`calendars/${id}.yaml`));
      if (!source.ok) throw new Error('not YAML');
      const { closed, ...rest } = source.value as { closed: { [name: string]: string[] } };
      const { closed: days, ...table } = SHIPPED_HOLIDAYS[id] ?? { closed: [] };
      expect(Object.values(closed).flat()).toEqual(days);
      expect(rest).toEqual({ calendar: id, ...table });
    },
  );

  it('of 2026 is what the published package carries, day by day', () => {
    const { closed = [], open = [] } = SHIPPED_HOLIDAYS['cn-2026'] ?? {};
    const wrong = daysOf(2026).filter((date) => {
      const weekend = [0, 6].includes(new Date(date).getUTCDay());
      const worked = open.includes(date) || (!weekend && !closed.includes(date));
      return worked !== chineseDays.isWorkday(date);
    });
    expect(wrong).toEqual([]);
  });
});

function daysOf(year: number): string[] {
  const first = Date.UTC(year, 0, 1);
  return Array.from({ length: 365 }, (_, day) =>
    new Date(first + day * 86_400_000).toISOString().slice(0, 10),
  );
}

function templatesOf({ journeys, pools }: Playbook): string[] {
  const sent = journeys.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.do === 'notify') return step.template;
      return step.do === 'send' ? (step.send.template ?? []) : [];
    }),
  );
  return [...new Set([...sent, ...Object.values(pools).flatMap(({ pieces }) => pieces)])];
}

function fileOf(template: string, locale: string): string | undefined {
  return shippedIn('templates').includes(template)
    ? shippedIn(`templates/${template}`).find((file) => file.startsWith(`${locale}.`))
    : undefined;
}
