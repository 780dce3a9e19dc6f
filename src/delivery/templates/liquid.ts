import { decimalsOf } from '../../../engine/money.js';
import { Liquid, type Template } from 'liquidjs';
import type { Position } from '../../../engine/playbook/yaml-source.js';

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

/** `{{ entry.amount | money: entry.currency, currency }}`: whole minor units as people read them, e.g. 5,000.00 CNY. */
function money(minor: unknown, ...currencies: unknown[]): string {
  const amount = typeof minor === 'string' && minor !== '' ? Number(minor) : minor;
  const currency = currencies.find((one) => typeof one === 'string' && /^[A-Za-z]{3}$/.test(one));
  if (typeof amount !== 'number' || !Number.isFinite(amount) || typeof currency !== 'string')
    return '';
  const digits = decimalsOf(currency);
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${(amount / 10 ** digits).toLocaleString('en', format)} ${currency.toUpperCase()}`;
}
for (const engine of Object.values(engines)) engine.registerFilter('money', money);

/** A piece of a template, parsed once and rendered without waiting. */
export interface Piece {
  render(variables: object): string;
  /** The variables it asks for. */
  asksFor: Variable[];
}

export interface Variable extends Position {
  root: string;
  /** What it asks of the root: `name` of `lead.name`; nothing where it asks for the root itself. */
  member?: string;
}

/** Throws Liquid's own error when the source cannot be parsed; `liquidPosition` says where. */
export function compilePiece(source: string, into: keyof typeof engines): Piece {
  const engine = engines[into];
  const parsed: Template[] = engine.parse(source);
  return {
    render: (variables) => String(engine.renderSync(parsed, variables)),
    asksFor: variablesOf(engine, parsed),
  };
}

function variablesOf(engine: Liquid, parsed: Template[]): Variable[] {
  const { globals } = engine.analyzeSync(parsed, { partials: true });
  return Object.values(globals).flatMap((uses) =>
    uses.map(({ segments: [root, member], location }) => ({
      root: String(root),
      ...(typeof member === 'string' ? { member } : {}),
      line: location.row,
      column: location.col,
    })),
  );
}

/** Where an error of Liquid stands in the source. */
export function liquidPosition(error: unknown): Position | undefined {
  const { token } = error as { token?: { getPosition?: () => number[] } };
  const [line, column] = token?.getPosition?.() ?? [];
  return line === undefined || column === undefined ? undefined : { line, column };
}
