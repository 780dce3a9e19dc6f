import type { LinkTokens } from './link-token.js';

/** The public addresses a message carries: redirects, the open pixel, the unsubscribe page. */
export class TrackedAddresses {
  private readonly base: string;

  /** `publicUrl` is where leads reach this installation, e.g. `https://mail.example.com`. */
  constructor(
    publicUrl: string,
    private readonly tokens: LinkTokens,
  ) {
    this.base = publicUrl.replace(/\/+$/, '');
  }

  click(messageId: string, link: string, url: string): string {
    return `${this.base}/t/c/${this.tokens.sign({ kind: 'click', messageId, link, url })}`;
  }

  open(messageId: string): string {
    return `${this.base}/t/o/${this.tokens.sign({ kind: 'open', messageId })}`;
  }

  unsubscribe(messageId: string): string {
    return `${this.base}/u/${this.tokens.sign({ kind: 'unsubscribe', messageId })}`;
  }
}
