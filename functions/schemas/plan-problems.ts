import type { Plan } from './agent.ts';
import { grouped, quoted } from './few-sentences.ts';
import { jsonBytes } from './json-bytes.ts';
import { PLAN_BOUNDS } from './plan-schema.ts';

/** What may be wrong with a plan as with its revision, in sentences without a beginning: who checks says where it is. */

export function toolProblems(names: readonly string[], known: readonly string[]): readonly string[] {
  const there = known.length === 0 ? 'there are no tools' : `the tools are ${known.join(', ')}`;
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `the tool ${quoted(name)} does not exist; ${there}`);
}

export function sizeProblems(plan: Plan): readonly string[] {
  const bytes = jsonBytes(plan);
  if (bytes <= PLAN_BOUNDS.bytes) return [];
  return [
    `the plan has ${grouped(bytes)} bytes, and at most ${grouped(PLAN_BOUNDS.bytes)} can be run; use fewer words`,
  ];
}
