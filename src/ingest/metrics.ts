import { Counter, Histogram } from 'prom-client';

/** What intake counts of itself. Labels are kinds, never people. */

export const intakeSubmissions = new Counter({
  name: 'leadloom_intake_submissions_total',
  help: 'Submissions that were answered as accepted, by what became of them',
  labelNames: ['outcome'] as const,
});

export const intakeCommits = new Counter({
  name: 'leadloom_intake_commits_total',
  help: 'Transactions of intake; fewer than requests when they share commits',
});

export const intakeSeconds = new Histogram({
  name: 'leadloom_intake_commit_seconds',
  help: 'Duration of one transaction of intake with its retries',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3],
});

export const intakeRejections = new Counter({
  name: 'leadloom_intake_rejections_total',
  help: 'Refused at the door, by reason',
  labelNames: ['code'] as const,
});

export const intakeTurnedAway = new Counter({
  name: 'leadloom_intake_turned_away_total',
  help: 'Requests answered 429 because too much was waiting',
});

export const repeatsThatDiffer = new Counter({
  name: 'leadloom_intake_repeats_that_differ_total',
  help: 'Message ids that came again with another body; the first one counts',
});
