import { describe, expect, it } from '@jest/globals';
import { presetNames, presetYaml } from '../../../test/support/playbook/presets.js';
import { problemLine } from '../../../engine/playbook/problem.js';
import { checkBundle } from './check-bundle.js';

const said = async (yaml: string, files: [string, string][] = []): Promise<string[]> => {
  const checked = await checkBundle({ yaml, files: new Map(files), file: 'mine.yaml' });
  const found = checked.ok ? checked.warnings : checked.problems;
  return found.map((problem) => `${problem.code} ${problemLine(problem)}`);
};

describe('a playbook with its templates', () => {
  it.each(presetNames())(
    '%s, as shipped, has nothing against it but next year’s holidays',
    async (name) => {
      const found = await said(presetYaml(name));
      // China publishes the working days of a year in the November before.
      expect(found.filter((line) => !line.startsWith('provisional-holidays '))).toEqual([]);
    },
  );

  const mine = `schema: 1
playbook: mine
timeZone: Asia/Shanghai
locale: { default: zh-CN, fallback: en }
attributes: { email: { type: email } }
events: { asked: { about: string } }
tiers: [{ id: all, from: 0 }]
journeys:
  hello:
    enter: { event: asked }
    steps:
      - id: mail
        send: { template: hello, channel: email, category: marketing, window: anytime }
`;
  const mail = (body: string) =>
    `---\nsubject: Hello\n---\n<mjml><mj-body><mj-section><mj-column><mj-text>${body}</mj-text></mj-column></mj-section></mj-body></mjml>\n`;

  it('is refused where marketing cannot be unsubscribed from, at the place that sends it', async () => {
    const files: [string, string][] = ['zh-CN', 'en'].map((locale) => [
      `templates/hello/${locale}.mjml`,
      mail('Hi {{ lead.email }}'),
    ]);
    expect(await said(mine, files)).toEqual(
      ['en', 'zh-CN']
        .map(
          (locale) =>
            `no-unsubscribe mine.yaml:13:27 marketing mail \`hello\` (${locale}) has no unsubscribe link (put {{ unsubscribeUrl }} into it)`,
        )
        .toReversed(),
    );
  });

  it('is warned of a missing language and of a variable that nobody provides', async () => {
    const text = mail('<a href="{{ unsubscribeUrl }}">Hi {{ lead.nmae }}, {{ entry.abuot }}</a>');
    expect(await said(mine, [['templates/hello/en.mjml', text]])).toEqual([
      'missing-locale mine.yaml:13:27 template `hello` is not there in zh-CN for email (write templates/hello/zh-CN.mjml)',
      expect.stringContaining('asks for `lead.nmae`, which nobody provides'),
      expect.stringContaining(
        'asks for `entry.abuot`, which nobody provides (`asked`), did you mean `about`?',
      ),
    ]);
  });
});
