/** A message as it goes out: frozen before the first attempt, the same bytes at every one. */
export interface OutgoingMessage {
  /** The message's id: never two are accepted under it. */
  id: string;
  channel: string;
  /** Address of the channel: a mail address, an E.164 number, a WeCom external user id, the lead's id on the site. */
  to: string;
  body: MessageBody;
}

export interface MessageBody {
  /** `Name <address>`; mail only. */
  from?: string;
  subject?: string;
  html?: string;
  text: string;
  headers?: Record<string, string>;
}

/**
 * What came of one attempt. `later`: surely not accepted, try again. `unknown`: perhaps accepted; only a repetition with
 * the same key may find out. `doubt`: nobody can find out any more, a person has to look.
 */
export type SendResult =
  | { result: 'accepted'; providerId: string }
  | { result: 'refused'; reason: string }
  | { result: 'later'; reason: string; retryInMs: number; alert?: string }
  | { result: 'unknown'; reason: string; retryInMs: number }
  | { result: 'doubt'; reason: string };

/**
 * Hands a message to whoever carries it. Answers within 10 s and never throws for what the provider or the network
 * does: that is an answer.
 */
export interface MailProvider {
  readonly name: string;
  /** A repetition with the same id and body is taken once, so an attempt whose end is unknown may be repeated. */
  readonly repeatable: boolean;
  send(message: OutgoingMessage): Promise<SendResult>;
}
