/** A list of holidays as an installation brings its own: `calendars/de-2026.yaml`. */
export const holidaysOf2026 = `calendar: de-2026
until: 2026-12-31
provisional: false
closed:
  Neujahr: [2026-01-01]
  Weihnachten: [2026-12-25, 2026-12-26]
open: []
`;
