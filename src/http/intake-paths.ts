/** Segment's calls, in full and short. */
export const SEGMENT_CALLS = {
  track: 't',
  identify: 'i',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
  batch: 'b',
} as const;

const SEGMENT = new Set(
  [...Object.entries(SEGMENT_CALLS).flat(), 'import'].map((call) => `/v1/${call}`),
);

const pathOf = (url: string): string => url.split('?', 1)[0]?.replace(/\/+$/, '') ?? '';

/** Whether a request goes to the routes that Segment's clients call, which decide a lot by status. */
export const isSegment = (url: string): boolean => SEGMENT.has(pathOf(url));

/** Whether a request hands in events or forms, as a web page may do directly. */
export const isIntake = (url: string): boolean => isSegment(url) || pathOf(url) === '/v1/leads';
