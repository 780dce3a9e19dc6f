/** What a playbook stands in, where that is known: lint says more with it. */
export interface Surroundings {
  /** Epoch ms; from it the lint tells whether a list of holidays ends soon. */
  now?: number;
  /** Names of the events that came in within the last 30 days. */
  eventsSeen?: ReadonlySet<string>;
}
