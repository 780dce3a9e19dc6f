import { createTransport, type Transporter } from 'nodemailer';
import type { MailProvider, OutgoingMessage, SendResult } from './mail-provider.js';

const SECOND = 1000;
/** Commands of the dialogue before the server has the text of the mail: until then surely nothing was accepted. */
const BEFORE_THE_TEXT = new Set([
  'CONN',
  'EHLO',
  'HELO',
  'LHLO',
  'STARTTLS',
  'AUTH',
  'MAIL FROM',
  'RCPT TO',
]);

/**
 * Mail through any SMTP server. SMTP knows no idempotency key: when the connection breaks after the text was handed over
 * nobody can find out whether it was taken. Such a message is a doubt, never repeated, so at most one goes out, and
 * sometimes a person has to look.
 */
export class SmtpProvider implements MailProvider {
  readonly name = 'smtp';
  readonly repeatable = false;
  private readonly transport: Transporter;

  /** `url` as nodemailer takes it: `smtps://user:password@host:465`. */
  constructor(url: string) {
    this.transport = createTransport({
      url,
      connectionTimeout: 4 * SECOND,
      greetingTimeout: 4 * SECOND,
      socketTimeout: 8 * SECOND,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, body }: OutgoingMessage): Promise<SendResult> {
    try {
      const { messageId } = await this.transport.sendMail({
        ...body,
        to,
        messageId: `<${id}@${domainOf(body.from)}>`,
      });
      return { result: 'accepted', providerId: messageId };
    } catch (error) {
      return resultOfError(error as SmtpError);
    }
  }
}

interface SmtpError {
  code?: string;
  command?: string;
  /** The server's answer, when it gave one: 4xx for now, 5xx for good (RFC 5321, section 4.2.1). */
  responseCode?: number;
}

/** What an error of nodemailer says of the mail. Its text may name the recipient and is never kept. */
export function resultOfError({ code = 'unknown', command, responseCode }: SmtpError): SendResult {
  const reason = responseCode === undefined ? code : `${code} ${responseCode}`;
  if (code === 'EAUTH') {
    const alert = `the SMTP server does not let us in (${reason})`;
    return { result: 'later', reason, retryInMs: 300 * SECOND, alert };
  }
  if (responseCode !== undefined && responseCode >= 500) return { result: 'refused', reason };
  const nothingSent =
    command === undefined
      ? code === 'ECONNECTION' || code === 'EDNS'
      : BEFORE_THE_TEXT.has(command);
  if (nothingSent || responseCode !== undefined) {
    return { result: 'later', reason, retryInMs: 30 * SECOND };
  }
  return code === 'EENVELOPE' || code === 'EMESSAGE'
    ? { result: 'refused', reason }
    : { result: 'doubt', reason };
}

function domainOf(from = ''): string {
  return /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
}
