import type { AuthoredPlaybook } from '../document.js';
import type { Path } from '../problem.js';
import type { SendDocument } from '../schema/journey.js';
import type { Report } from './report.js';

/** Channels that reach leads by an address of theirs, and those that reach colleagues. */
const BY_ADDRESS = new Set(['email', 'sms', 'wecom']);
const COLLEAGUES = new Set(['desk', 'wecom-app']);

/** Sends that reach nobody: no attribute holds the address, or no form asks for the consent they need. */
export function lintReach(playbook: AuthoredPlaybook, report: Report): void {
  const addressed = addressedBy(playbook);
  const consented = consentedBy(playbook);
  for (const [id, { steps }] of Object.entries(playbook.journeys ?? {})) {
    steps.forEach(({ send }, index) => {
      if (send === undefined) return;
      const path = ['journeys', id, 'steps', index, 'send', 'channel'];
      lintChannels(send, addressed, path, report);
      if (needsConsent(send, playbook)) lintConsent(send, consented, path, report);
    });
  }
}

/** Channels of which some attribute holds the address; nothing where no attributes are described. */
function addressedBy({ attributes }: AuthoredPlaybook): ReadonlySet<string> | undefined {
  if (attributes === undefined) return undefined;
  const types = new Set(Object.values(attributes).map(({ type }) => type));
  return new Set([
    ...(types.has('email') ? ['email'] : []),
    ...(types.has('phone') ? ['sms'] : []),
    ...('wecomId' in attributes ? ['wecom'] : []),
    'onsite',
  ]);
}

function lintChannels(
  { channel }: SendDocument,
  addressed: ReadonlySet<string> | undefined,
  path: Path,
  report: Report,
): void {
  [channel].flat().forEach((one, index) => {
    const at = Array.isArray(channel) ? [...path, index] : path;
    if (COLLEAGUES.has(one)) {
      const message = `${one} reaches colleagues, not leads`;
      report.warn(at, 'reaches-nobody', message, 'a `notify` step tells a colleague');
    } else if (addressed?.has(one) === false) {
      const message = `no attribute holds an address for ${one}, so it reaches nobody`;
      report.warn(at, 'reaches-nobody', message, ADDRESSES[one]);
    }
  });
}

const ADDRESSES: { [channel: string]: string } = {
  email: 'an attribute of type email',
  sms: 'an attribute of type phone',
  wecom: 'the attribute wecomId',
};

function needsConsent({ category }: SendDocument, { policies }: AuthoredPlaybook): boolean {
  const rule = policies?.consent?.[category];
  return (rule ?? (category === 'marketing' ? 'required' : 'notNeeded')) === 'required';
}

/** Channels for which a form asks consent; nothing where no form says what it asks. */
function consentedBy({ forms }: AuthoredPlaybook): ReadonlySet<string> | undefined {
  const asked = Object.values(forms ?? {}).map(({ consent }) => consent?.channels);
  return asked.length === 0 || asked.includes(undefined)
    ? undefined
    : new Set(asked.flatMap((channels) => channels ?? []));
}

function lintConsent(
  { channel }: SendDocument,
  consented: ReadonlySet<string> | undefined,
  path: Path,
  report: Report,
): void {
  const channels = [channel].flat().filter((one) => BY_ADDRESS.has(one));
  if (consented === undefined || channels.some((one) => consented.has(one))) return;
  const [first] = channels;
  if (first === undefined) return;
  const message = `no form asks for consent to ${channels.join(' or ')}, so nobody gets this`;
  report.warn(path, 'no-consent', message, `add ${first} to \`consent.channels\` of a form`);
}
