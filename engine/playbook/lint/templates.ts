import type { Document } from '../document.js';
import type { Path } from '../problem.js';
import type { Finding } from '../schema-problems.js';
import { hintFor } from '../suggest.js';
import { SYSTEM_EVENTS, type EventTypes } from '../system-events.js';
import { Report } from './report.js';
import { templateUses, type TemplateUse } from './template-uses.js';

/** One language of a template, as far as the lint cares. */
export interface TemplateVersion {
  locale: string;
  /** `mail` is MJML; `text` serves SMS, WeCom and the desk, and mail where there is no MJML. */
  form: 'mail' | 'text';
  /** What it asks for: `lead.name`, `entry.orderId`, `unsubscribeUrl`. */
  variables: readonly string[];
  links: readonly string[];
}

export interface TemplateFacts {
  [id: string]: readonly TemplateVersion[];
}

/** What every lead has besides its attributes. */
const OF_EVERY_LEAD = ['score', 'tier', 'tierBecause', 'stage', 'locale'];

/**
 * What a playbook and its templates do to each other: ids that no template has, channels and languages without a text,
 * marketing that nobody can unsubscribe from, variables nobody provides, clicks on links a template has not.
 * @param known ids of templates that could have been meant
 */
export function lintTemplates(
  document: Document,
  templates: TemplateFacts,
  known: Iterable<string> = Object.keys(templates),
): { problems: Finding[]; warnings: Finding[] } {
  const report = new Report();
  const told = new Set<string>();
  for (const use of templateUses(document)) {
    const versions = Object.hasOwn(templates, use.template) ? templates[use.template] : undefined;
    if (versions === undefined) {
      report.problem(use.path, 'unknown-template', `unknown template \`${use.template}\``, () =>
        hintFor(use.template, [...known]),
      );
      continue;
    }
    for (const channel of use.channels) lintChannel(use, channel, versions, document, report);
    // Said once of a template, however often it is sent.
    const key = `${use.template} ${use.to} ${use.event ?? ''}`;
    if (told.has(key)) continue;
    told.add(key);
    lintVariables(use, versions, document, report);
  }
  lintClicks(document, templates, report);
  return report;
}

function lintChannel(
  { template, path, category, to }: TemplateUse,
  channel: string,
  versions: readonly TemplateVersion[],
  { locale = { default: 'en', fallback: 'en' } }: Document,
  report: Report,
): void {
  const forms = channel === 'email' ? ['mail', 'text'] : ['text'];
  const usable = versions.filter(({ form }) => forms.includes(form));
  if (usable.length === 0) {
    const hint = `write templates/${template}/${locale.default}.txt`;
    return report.problem(
      path,
      'no-form',
      `template \`${template}\` has no text for ${channel}`,
      hint,
    );
  }
  const wanted = [...new Set([locale.default, locale.fallback])];
  const missing = wanted.filter((one) => !usable.some((version) => serves(version.locale, one)));
  const words = `template \`${template}\` is not there in ${missing.join(' nor ')} for ${channel}`;
  const hint = `write templates/${template}/${missing[0]}.${forms[0] === 'mail' ? 'mjml' : 'txt'}`;
  if (missing.length === wanted.length) report.problem(path, 'missing-locale', words, hint);
  else if (missing.length > 0) report.warn(path, 'missing-locale', words, hint);
  if (to !== 'lead' || category !== 'marketing' || !['email', 'sms'].includes(channel)) return;
  for (const version of usable) {
    if (version.variables.includes('unsubscribeUrl')) continue;
    const what = channel === 'email' ? 'mail' : 'SMS';
    const message = `marketing ${what} \`${template}\` (${version.locale}) has no unsubscribe link`;
    report.problem(path, 'no-unsubscribe', message, 'put {{ unsubscribeUrl }} into it');
  }
}

/** `en` serves `en-GB`, as at delivery. */
const serves = (locale: string, wanted: string): boolean =>
  locale === wanted || locale === wanted.split('-')[0];

function lintVariables(
  use: TemplateUse,
  versions: readonly TemplateVersion[],
  document: Document,
  report: Report,
): void {
  const attributes = [...Object.keys(document.attributes ?? {}), ...OF_EVERY_LEAD];
  const properties = use.event === undefined ? undefined : propertiesOf(use.event, document);
  const asked = new Set(versions.flatMap(({ variables }) => variables));
  for (const variable of asked) {
    const [root = '', name = ''] = variable.split('.');
    const message = `template \`${use.template}\` asks for \`${variable}\`, which nobody provides`;
    if (root === 'lead' && name !== '' && !attributes.includes(name)) {
      report.warn(use.path, 'unknown-variable', message, hintFor(name, attributes));
    } else if (root === 'entry' && name !== '' && properties?.includes(name) === false) {
      const words = `${message} (\`${use.event}\`)`;
      report.warn(use.path, 'unknown-variable', words, hintFor(name, properties));
    } else {
      const hint = missingRoot(root, use);
      if (hint !== undefined) report.problem(use.path, 'unknown-variable', message, hint);
    }
  }
}

/** What would have to be there for everything under a name to be known; nothing where it is. */
function missingRoot(root: string, { to, coupon, waits }: TemplateUse): string | undefined {
  if (root === 'ticket' && to === 'lead') return 'only notices to colleagues know of a ticket';
  if (root === 'coupon' && coupon !== true) return 'say `coupon: NAME` in the send';
  if (root === 'event' && waits !== true) return 'a journey knows of an event after a wait for one';
  return undefined;
}

function propertiesOf(event: string, { events = {} }: Document): string[] | undefined {
  const known: EventTypes = { ...SYSTEM_EVENTS, ...events };
  const properties = known[event];
  return properties === undefined ? undefined : Object.keys(properties);
}

/** A click on a link that the template has in no language can never come. */
function lintClicks({ journeys }: Document, templates: TemplateFacts, report: Report): void {
  const look = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('clicked' in value) lintClick(value.clicked, [...path, 'clicked'], templates, report);
    for (const [key, part] of Object.entries(value)) {
      look(part, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  for (const { id, ...journey } of journeys) look(journey, ['journeys', id]);
}

function lintClick(asked: unknown, path: Path, templates: TemplateFacts, report: Report): void {
  const { template, link } = (asked ?? {}) as { template?: unknown; link?: unknown };
  if (typeof template !== 'string' || typeof link !== 'string') return;
  if (!Object.hasOwn(templates, template)) return;
  const links = [...new Set((templates[template] ?? []).flatMap((version) => version.links))];
  if (links.includes(link)) return;
  const message = `template \`${template}\` has no link \`${link}\``;
  report.problem([...path, 'link'], 'unknown-link', message, () => hintFor(link, links));
}
