import { Liquid, type Template } from 'liquidjs';

/**
 * Templates see own properties only, read no files, and are stopped when they run away. What they put out in HTML is
 * escaped unless they say otherwise, so a lead cannot write into a mail by choosing a name.
 */
const SAFE = {
  ownPropertyOnly: true,
  strictFilters: true,
  templates: {},
  parseLimit: 1e6,
  renderLimit: 1000,
  memoryLimit: 1e7,
} as const;

const engines = {
  html: new Liquid({ ...SAFE, outputEscape: 'escape' }),
  text: new Liquid(SAFE),
};

/** A piece of a template, parsed once and rendered without waiting. */
export interface Piece {
  render(variables: object): string;
  /** The variables it asks for, each as its first two names: `['lead', 'name']`. */
  asksFor: [string, string][];
}

/** Throws Liquid's own error, with line and column, when the source cannot be parsed. */
export function compilePiece(source: string, into: keyof typeof engines): Piece {
  const engine = engines[into];
  const parsed: Template[] = engine.parse(source);
  return {
    render: (variables) => String(engine.renderSync(parsed, variables)),
    asksFor: engine
      .globalVariableSegmentsSync(parsed)
      .map(([root, name]) => [String(root), Array.isArray(name) ? '[…]' : String(name)]),
  };
}
