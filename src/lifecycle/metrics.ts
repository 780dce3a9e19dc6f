import { Counter, Gauge, Histogram } from 'prom-client';

/** What the loop counts of itself. Labels are kinds, never leads. */

export const activitySeconds = new Histogram({
  name: 'leadloom_activity_seconds',
  help: 'Duration of one attempt of an activity of the lead workflow',
  labelNames: ['activity', 'outcome'] as const,
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12],
});

export const ringSeconds = new Histogram({
  name: 'leadloom_ring_lag_seconds',
  help: 'From the commit of an event to the ring of its lead',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 120, 600],
});

export const ringsFailed = new Counter({
  name: 'leadloom_rings_failed_total',
  help: 'Rings that Temporal did not take and that are tried again',
});

export const ringsUnanswered = new Gauge({
  name: 'leadloom_rings_unanswered',
  help: 'Leads that were rung and have not answered, as the relay saw it last; it stops at RELAY_RINGS',
});

export const relayPause = new Gauge({
  name: 'leadloom_relay_pause_seconds',
  help: 'How long the relay waits between rounds because Temporal is exhausted or away',
});

export const sweeperFinds = new Counter({
  name: 'leadloom_sweeper_finds_total',
  help: 'Leads the sweeper had to ring because nobody else did; it should find nothing',
  labelNames: ['kind'] as const,
});
