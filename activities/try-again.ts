/**
 * Thrown by `deliver`, `assign` and `notify` when they have to be asked again, at the earliest after `inMs` (real time).
 * It is no failure of anything: a provider's rate limit, a lease still held, nobody there to take a ticket.
 */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';

  constructor(
    reason: string,
    readonly inMs: number,
  ) {
    super(reason);
  }
}
