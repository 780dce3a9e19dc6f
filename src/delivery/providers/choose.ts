import type { MailSettings } from '../../config/settings.js';
import type { MailProvider } from './mail-provider.js';
import { ResendProvider } from './resend.js';
import { SmtpProvider } from './smtp.js';

/** Who carries the mail of real leads. */
export function mailProvider(settings: MailSettings, outbox: MailProvider): MailProvider {
  switch (settings.provider) {
    case 'outbox':
      return outbox;
    case 'resend':
      return new ResendProvider(settings);
    case 'smtp':
      return new SmtpProvider(settings.url);
  }
}
