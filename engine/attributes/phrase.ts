const WORD = /^[\p{Script=Latin}\d\s.&/-]+$/u;
const LETTER = /[\p{Script=Latin}\d]/u;

/**
 * Whether `phrase` occurs in `text`, whatever the case. Latin phrases occur as whole words only (the CTO is not in
 * "director"); Chinese is written without spaces, so there any occurrence counts.
 */
export function mentions(text: string, phrase: string): boolean {
  const within = text.toLowerCase();
  const sought = phrase.trim().toLowerCase();
  if (sought === '') return false;
  const whole = WORD.test(sought);
  for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + 1)) {
    if (!whole || standsAlone(within, at, at + sought.length)) return true;
  }
  return false;
}

function standsAlone(text: string, start: number, end: number): boolean {
  return !LETTER.test(text.charAt(start - 1)) && !LETTER.test(text.charAt(end));
}
