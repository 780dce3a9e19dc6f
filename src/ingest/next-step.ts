import type { Decided } from './decision-wait.js';

/** What happens next with a lead, in one sentence: `Mon, 30 Nov 2026, 09:07 Asia/Shanghai: nurture/case ...`. */
export function nextStep({ wakesAt, wakesBecause, tier }: Decided, timeZone: string): string {
  if (!wakesAt) return `Decided: tier ${tier}. Nothing is due until something happens`;
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(wakesAt);
  return `${when} ${timeZone}: ${wakesBecause ?? 'a deadline'}`;
}
