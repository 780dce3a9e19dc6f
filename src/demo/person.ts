/** Someone in the demo's story: who they are, and what they do on which cue. Everybody in it is made up. */
export interface Person {
  /** Their browser: the anonymous id of everything they do on the website. */
  id: string;
  /** As the terminal shows it. */
  name: string;
  locale: 'zh-CN' | 'en';
  /** What they type into the form. */
  fields: { [field: string]: string };
  /** What they tick for marketing; all channels when left out. */
  consent?: string[];
  source: { channel: string; campaign?: string };
  story: Act[];
  /** What the rep who gets the lead makes of it; `interested` when left out. */
  sales?: 'interested' | 'lost' | 'invalid';
}

/** On the cue, and that much later, they do it. */
export interface Act {
  cue: Cue;
  deed: Deed;
}

/** `D3 10:20` in the playbook's time zone, day 1 being the Monday it starts on; or a mail that came, `3h` later. */
export type Cue = { at: string } | { mail: string; later: string };

export type Deed =
  /** `refused`: the form is sent without the tick, to show what becomes of it. */
  | { do: 'form'; refused?: boolean; instead?: { [field: string]: string } }
  | { do: 'visit'; event: string; properties?: { [name: string]: string | number | boolean } }
  /** The mail is the one of the cue. */
  | { do: 'click'; link: string }
  | { do: 'reply' }
  | { do: 'unsubscribe' };

/** What a rep does. */
export type RepDeed =
  | { do: 'contact'; ticket: string }
  | { do: 'feedback'; ticket: string; result: string };
