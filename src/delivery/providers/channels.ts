import type { MailProvider } from './mail-provider.js';

/** What decides who carries which channel. */
export interface ChannelSettings {
  mail: { provider: 'outbox' | 'resend' | 'smtp' };
}

const ALL = ['email', 'sms', 'wecom', 'wecom-app', 'desk', 'onsite'] as const;

/**
 * The channels on which this installation can reach anybody. Intake tells the engine a lead has no reach on the others,
 * so that a channel list falls to the next one. There is no gateway for SMS, WeCom and the site yet: they exist in the
 * outbox.
 */
export function reachableChannels(settings: ChannelSettings): ReadonlySet<string> {
  return new Set(settings.mail.provider === 'outbox' ? ALL : ['email']);
}

/** Who carries what. */
export class Channels {
  /** `mail` carries mail of real leads; `outbox` all that is for looking at only. */
  constructor(
    private readonly settings: ChannelSettings,
    private readonly outbox: MailProvider,
    private readonly mail: MailProvider,
  ) {}

  /** Nothing when this installation cannot reach anybody on that channel. Test leads never leave the house. */
  providerFor(channel: string, test: boolean): MailProvider | undefined {
    if (test) return this.outbox;
    if (!reachableChannels(this.settings).has(channel)) return undefined;
    return channel === 'email' ? this.mail : this.outbox;
  }
}
