/** Scanners of links, previews and crawlers that say who they are. */
const SCANNERS =
  /bot\b|crawl|spider|scanner|preview|proofpoint|barracuda|mimecast|safelinks|urldefense|virustotal|slurp|headless/iu;
/** Mail Privacy Protection loads the pictures of every mail ahead, with a user agent cut down to this. */
const PRIVACY = /^Mozilla\/5\.0$/u;

/**
 * Whether a request for a link or a picture of a mail comes from a machine, as far as it tells: by its user agent, or by
 * having none. The picture proxies of Gmail and Yahoo fetch when a person opens the mail, so they count as that person.
 */
export function isByMachine(userAgent: string | undefined): boolean {
  if (userAgent === undefined || userAgent.trim() === '') return true;
  return PRIVACY.test(userAgent.trim()) || SCANNERS.test(userAgent);
}
