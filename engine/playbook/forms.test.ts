import { describe, expect, it } from '@jest/globals';
import { preset, presetNames } from '../../test/support/playbook/presets.js';
import { formProblems, formTags } from './forms.js';

const playbook = preset('lead-to-conversion');
const fields = {
  name: '李雷',
  phone: '13800138000',
  email: 'li@example.com',
  company: '示例',
  position: '总监',
};
const consent = { granted: true, purpose: 'marketing', channels: ['email'] };
const problems = (over: object, given: object | undefined = consent) =>
  formProblems(playbook, 'whitepaper-2024', { ...fields, ...over }, given);

describe('a form', () => {
  it('with its required fields and ticked consent is taken', () => {
    expect(problems({ region: '上海', unasked: { deep: [1] } })).toEqual([]);
    expect(problems({}, { granted: true })).toEqual([]);
  });

  it('names every required field that is missing or blank, by pointer and never by value', () => {
    expect(problems({ phone: ' \t', company: null, position: [] })).toEqual([
      { code: 'required', pointer: '/fields/phone', message: '"phone" is required' },
      { code: 'required', pointer: '/fields/company', message: '"company" is required' },
      { code: 'required', pointer: '/fields/position', message: '"position" is required' },
    ]);
  });

  it.each([[undefined], [{}], [{ granted: false }], [{ granted: 'true' }]])(
    'without ticked consent is refused: %j',
    (given) => {
      expect(
        formProblems(playbook, 'whitepaper-2024', fields, given as { granted?: boolean }),
      ).toEqual([
        {
          code: 'consent-required',
          pointer: '/consent/granted',
          message: 'consent to the purpose "marketing" must be ticked',
        },
      ]);
    },
  );

  it('with consent to another purpose is refused', () => {
    expect(problems({}, { granted: true, purpose: 'newsletter' })).toMatchObject([
      { code: 'consent-purpose', pointer: '/consent/purpose' },
    ]);
  });

  it('that nobody knows is refused, with the one that was meant', () => {
    expect(formProblems(playbook, 'whitepaper-2O24', fields, consent)).toEqual([
      {
        code: 'unknown-form',
        pointer: '/form',
        message: 'the playbook has no such form',
        hint: 'did you mean `whitepaper-2024`?',
      },
    ]);
    expect(formProblems(playbook, 'constructor', fields, consent)).toMatchObject([
      { code: 'unknown-form' },
    ]);
  });
});

describe('the tags of a form', () => {
  const form = playbook.forms['whitepaper-2024'] ?? { tags: [] };

  it.each(
    presetNames().flatMap((name) =>
      Object.entries(preset(name).forms).map(([id, one]) => [name, id, one] as const),
    ),
  )('are the source and the first intent, filled from the capture: %s, %s', (_name, _id, one) => {
    expect(formTags(one, { source: { channel: 'SEM' }, intent: 'price' })).toEqual([
      'source:SEM',
      'intent:price',
    ]);
  });

  it('take their default, and are left out where there is none', () => {
    expect(formTags(form, { source: {} })).toEqual(['intent:unknown']);
    expect(formTags(form, { source: 'x', intent: ' ' })).toEqual(['intent:unknown']);
  });

  it('are short, once each, and made of plain values only', () => {
    const tags = [
      '{{ a }}',
      '{{ a }}',
      '{{ b }}',
      '{{ c.length }}',
      '{{ __proto__.x | default: "y z" }}',
    ];
    expect(formTags({ tags }, { a: 'x'.repeat(300), b: { c: 1 }, c: [1] })).toEqual([
      'x'.repeat(100),
      'y z',
    ]);
  });
});
