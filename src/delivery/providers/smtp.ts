import { createTransport } from 'nodemailer';
import type { MailProvider, OutgoingMessage, SendResult } from './mail-provider.js';

const SECOND = 1000;

/**
 * Mail through any SMTP server. SMTP knows no idempotency key: when the connection breaks after the text was handed over
 * nobody can find out whether it was taken. Such a message is a doubt, never repeated: at most one goes out, and
 * sometimes a person has to look.
 */
export class SmtpProvider implements MailProvider {
  readonly name = 'smtp';
  readonly repeatable = false;

  /** `url` as nodemailer takes it: `smtps://user:password@host:465`. */
  constructor(private readonly url: string) {}

  async send({ id, to, body }: OutgoingMessage): Promise<SendResult> {
    let textAskedFor = false;
    const transport = createTransport({
      url: this.url,
      connectionTimeout: 4 * SECOND,
      greetingTimeout: 4 * SECOND,
      socketTimeout: 8 * SECOND,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // The library's errors do not tell how far the dialogue had come, but it asks for the text once it may be sent.
    transport.use('stream', (mail, done) => {
      mail.message.processFunc((text) => {
        textAskedFor = true;
        return text;
      });
      done();
    });
    try {
      const messageId = `<${id}@${domainOf(body.from)}>`;
      await transport.sendMail({ ...body, to, messageId });
      return { result: 'accepted', providerId: messageId };
    } catch (error) {
      return resultOfError(error as SmtpError, textAskedFor);
    } finally {
      transport.close();
    }
  }
}

interface SmtpError {
  code?: string;
  /** The server's own answer: 4xx for now, 5xx for good (RFC 5321, section 4.2.1). */
  responseCode?: number;
}

/** What an error says of the mail. Its text may name the recipient and is never kept. */
function resultOfError(error: SmtpError, textAskedFor: boolean): SendResult {
  const { code = 'unknown', responseCode: answer = 0 } = error;
  const reason = answer === 0 ? code : `${code} ${answer}`;
  if (code === 'EAUTH') {
    const alert = `the SMTP server does not let us in (${reason})`;
    return { result: 'later', reason, retryInMs: 300 * SECOND, alert };
  }
  if (answer >= 500) return { result: 'refused', reason };
  if (answer === 0 && !textAskedFor) {
    const alert = `the SMTP server cannot be reached (${reason})`;
    return { result: 'later', reason, retryInMs: 30 * SECOND, alert };
  }
  if (answer >= 400 || !textAskedFor) return { result: 'later', reason, retryInMs: 30 * SECOND };
  return { result: 'doubt', reason };
}

function domainOf(from = ''): string {
  return /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
}
