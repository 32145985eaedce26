import type { MapState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { numberField } from './number-field.ts';

/** How many items of a Map run may fail before it does. */
export type Tolerance = {
  /** Null without that limit. */
  readonly count: number | null;
  /** Of all items, 0 to 100; null without that limit. */
  readonly percentage: number | null;
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold */
export async function tolerance(state: MapState, step: Step): Promise<Tolerance> {
  const percentage = await tolerated('ToleratedFailurePercentage', 'float', state, step);
  if (percentage !== null && (percentage < 0 || percentage > 100)) {
    throw new StateDataError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  const count = await tolerated('ToleratedFailureCount', 'integer', state, step);
  if (count !== null && count < 0) throw new StateDataError('ToleratedFailureCount cannot be negative.');
  return { count, percentage };
}

async function tolerated(
  name: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  kind: 'float' | 'integer',
  state: MapState,
  step: Step,
): Promise<number | null> {
  // Any number is read; its range has a message of its own.
  const field = { name, literal: state[name], path: state[`${name}Path`], kind, min: -Infinity };
  return (await numberField(field, state, step)) ?? null;
}

/** Without either limit the first failure is one too many. */
export function exceeds({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (failed === 0) return false;
  if (count === null && percentage === null) return true;
  if (count !== null && failed > count) return true;
  return percentage !== null && (failed * 100) / total > percentage;
}
