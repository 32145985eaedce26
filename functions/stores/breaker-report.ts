import { effective, LATENCY_CLASSES } from '../model-gateway/breaker.ts';
import type { Circuit, Counts, ForcedCircuit } from '../model-gateway/breaker.ts';
import { countsOf, windowKeys } from './breaker-counters.ts';
import { stateOf } from './breakers.ts';
import { numberOf } from './conditional-update.ts';
import type { Item } from './conditional-update.ts';

/** A breaker as an operator wants to see it; times are in milliseconds since the epoch. */
export interface BreakerReport {
  readonly breaker: string;
  readonly state: Circuit | ForcedCircuit;
  /** What the traffic made of it, under what an operator may have forced. */
  readonly circuit: Circuit;
  readonly generation: number;
  readonly forced?: Forcing;
  /** When OPEN ends. */
  readonly openUntil?: number;
  readonly halfOpenSince?: number;
  /** Of a half-open circuit: probes that succeeded, and until when one may still be out. */
  readonly successes?: number;
  readonly leaseUntil?: number;
  /** Until when calls prefer another model, for this one's figures. */
  readonly avoidUntil?: number;
  readonly lastMinute: Figures;
}

export interface Forcing {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

export interface Figures extends Counts {
  /** The bounds of the latency class in which the 95th percentile lies; absent without answers, `atMostMs` absent in the last class. */
  readonly p95?: { readonly aboveMs: number; readonly atMostMs?: number };
  /** Of an answer, on average. */
  readonly usdPerAnswer?: number;
}

/** From a breaker's item and those of its counters. */
export function reportOf(breaker: string, item: Item, counters: readonly Item[]): BreakerReport {
  return {
    breaker,
    ...forcingOf(item),
    circuit: stateOf(item).circuit,
    generation: stateOf(item).generation,
    ...numbersOf(item, ['openUntil', 'halfOpenSince', 'successes', 'leaseUntil', 'avoidUntil']),
    lastMinute: figuresOf(counters),
  };
}

/** The keys of the counters of the minute before `at`: each generation counts for itself. */
export function reportKeys(breaker: string, item: Item, at: number): readonly Item[] {
  const generation = stateOf(item).generation;
  const generations = range(Math.min(GENERATIONS, generation + 1)).map((before) => generation - before);
  return generations.flatMap((one) => windowKeys(breaker, one, at));
}

export function forcingOf(item: Item): Pick<BreakerReport, 'state' | 'forced'> {
  const state = stateOf(item);
  const { forcedReason, forcedBy, forcedAt } = item;
  const forced = { reason: forcedReason?.S ?? '', by: forcedBy?.S ?? '', at: numberOf(forcedAt) };
  return { state: effective(state), ...(state.forced !== undefined && { forced }) };
}

/** Within a minute a breaker may open, be probed and close: four of them. */
const GENERATIONS = 4;

function figuresOf(items: readonly Item[]): Figures {
  const sum = (name: string) => items.reduce((total, item) => total + numberOf(item[name]), 0);
  const counts = countsOf(items);
  const answered = counts.samples - counts.errors;
  const classes = range(LATENCY_CLASSES.length + 1).map((index) => sum(`latency${index}`));
  const answers = classes.reduce((total, count) => total + count, 0);
  const usd = sum('costNanoUsd') / 1e9;
  return {
    ...counts,
    ...(answers > 0 && { p95: p95Of(classes, answers) }),
    ...(answered > 0 && { usdPerAnswer: usd / answered }),
  };
}

function p95Of(classes: readonly number[], answers: number): NonNullable<Figures['p95']> {
  let below = 0;
  const found = classes.findIndex((count) => (below += count) >= 0.95 * answers);
  const atMostMs = LATENCY_CLASSES[found];
  return { aboveMs: LATENCY_CLASSES[found - 1] ?? 0, ...(atMostMs !== undefined && { atMostMs }) };
}

function numbersOf<Name extends string>(item: Item, names: readonly Name[]): Partial<Record<Name, number>> {
  const present = names.filter((name) => item[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, numberOf(item[name])])) as Partial<Record<Name, number>>;
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
