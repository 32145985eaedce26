import type { MapState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression } from '../query/jsonata.ts';
import { findPath } from '../query/jsonpath.ts';
import { effectiveInput, jsonataScope, pathScope } from './data-flow.ts';

type ToleranceField = 'ToleratedFailureCount' | 'ToleratedFailurePercentage';

/** How many items of a Map run may fail before it does. */
export type Tolerance = {
  /** Null without that limit. */
  readonly count: number | null;
  /** Of all items, 0 to 100; null without that limit. */
  readonly percentage: number | null;
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold */
export async function tolerance(state: MapState, step: Step): Promise<Tolerance> {
  const percentage = await toleratedNumber('ToleratedFailurePercentage', 'float', state, step);
  if (percentage !== null && (percentage < 0 || percentage > 100)) {
    throw new StateDataError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  const count = await toleratedNumber('ToleratedFailureCount', 'integer', state, step);
  if (count !== null && count < 0) throw new StateDataError('ToleratedFailureCount cannot be negative.');
  return { count, percentage };
}

/** Without either limit the first failure is one too many. */
export function exceeds({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (failed === 0) return false;
  if (count === null && percentage === null) return true;
  if (count !== null && failed > count) return true;
  return percentage !== null && (failed * 100) / total > percentage;
}

async function toleratedNumber(
  field: ToleranceField,
  kind: 'float' | 'integer',
  state: MapState,
  step: Step,
): Promise<number | null> {
  const literal = state[field];
  if (isJsonataExpression(literal)) {
    return expectType(await evaluateJsonata(literal, jsonataScope(step), field), 'number', literal, field);
  }
  const path = state[`${field}Path`];
  if (path === undefined) return literal === undefined ? null : Number(literal);
  const value = findPath(path, pathScope(step, effectiveInput(state, step)));
  // A number in quotes is a number here, as recorded on AWS.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && (kind === 'integer' ? Number.isInteger(number) : Number.isFinite(number)))
    return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new StateDataError(`The ${field}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`);
}
