/** Rows with the columns of the public lead scoring file and nobody's data: who is worth more converts more often. */

const COLUMNS = [
  'Prospect ID',
  'Lead Number',
  'Lead Origin',
  'Lead Source',
  'Do Not Email',
  'Do Not Call',
  'Converted',
  'TotalVisits',
  'Total Time Spent on Website',
  'Page Views Per Visit',
  'Last Activity',
  'Country',
  'Specialization',
  'How did you hear about X Education',
  'What is your current occupation',
  'What matters most to you in choosing a course',
  'Search',
  'Magazine',
  'Newspaper Article',
  'X Education Forums',
  'Newspaper',
  'Digital Advertisement',
  'Through Recommendations',
  'Receive More Updates About Our Courses',
  'Tags',
  'Lead Quality',
  'Update me on Supply Chain Content',
  'Get updates on DM Content',
  'Lead Profile',
  'City',
  'Asymmetrique Activity Index',
  'Asymmetrique Profile Index',
  'Asymmetrique Activity Score',
  'Asymmetrique Profile Score',
  'I agree to pay the amount through cheque',
  'A free copy of Mastering The Interview',
  'Last Notable Activity',
  '',
];

/** A small generator of numbers in [0, 1), the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function row(n: number, next: () => number): { [column: string]: string } {
  const pick = (...values: string[]): string => values[Math.floor(next() * values.length)] ?? '';
  const worth = next();
  const enquired = worth > 0.9;
  return {
    'Prospect ID': `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    'Lead Number': String(600_000 + n),
    'Lead Origin': enquired ? 'Lead Add Form' : pick('API', 'Landing Page Submission'),
    'Lead Source': enquired ? 'Welingak Website' : pick('Google', 'Direct Traffic', 'Olark Chat'),
    'Do Not Email': next() < 0.1 ? 'Yes' : 'No',
    Converted: next() < worth ? '1' : '0',
    TotalVisits: String(Math.floor(worth * 8)),
    'Total Time Spent on Website': String(Math.floor(worth * 1_500)),
    'Page Views Per Visit': (worth * 4).toFixed(2),
    Country: pick('India', ''),
    Specialization: pick('Select', 'Finance Management', 'Business Administration, "MBA"'),
    'What is your current occupation':
      worth > 0.7 ? pick('Working Professional', 'Unemployed') : pick('Unemployed', 'Student', ''),
    Tags: pick('Ringing', 'Will revert after reading the email'),
    City: pick('Select', 'Mumbai', ''),
    'Last Notable Activity': 'Modified',
  };
}

const quoted = (cell: string): string =>
  /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A file of so many leads, the last column without a name, as that file has it. */
export function madeUpLeads(count: number, seed = 1): string {
  const next = numbers(seed);
  const rows = Array.from({ length: count }, (_, n) => row(n, next));
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;
  return (
    line(COLUMNS) + rows.map((cells) => line(COLUMNS.map((column) => cells[column] ?? ''))).join('')
  );
}
