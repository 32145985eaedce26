import type { MapState } from '../engine/definition.ts';
import { StateDataError, StatesError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import type { MapRunSettings } from '../engine/map-runs.ts';
import { numberField } from './number-field.ts';

/** How many items of a Map Run may fail before it does; of all items, and in percent of them. */
export type Tolerance = Pick<MapRunSettings, 'toleratedFailureCount' | 'toleratedFailurePercentage'>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold */
export async function tolerance(state: MapState, step: Step): Promise<Tolerance> {
  const percentage = await tolerated('ToleratedFailurePercentage', 'float', state, step);
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw new StateDataError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  const count = await tolerated('ToleratedFailureCount', 'integer', state, step);
  if (count !== undefined && count < 0) throw new StateDataError('ToleratedFailureCount cannot be negative.');
  return { toleratedFailureCount: count, toleratedFailurePercentage: percentage };
}

function tolerated(
  name: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  kind: 'float' | 'integer',
  state: MapState,
  step: Step,
): Promise<number | undefined> {
  // Any number is read; its range has a message of its own.
  const field = { name, literal: state[name], path: state[`${name}Path`], kind, min: -Infinity };
  return numberField(field, state, step);
}

export function isTolerant({
  toleratedFailureCount: count,
  toleratedFailurePercentage: percentage,
}: Tolerance): boolean {
  return count !== undefined || percentage !== undefined;
}

/** Without either limit the first failure is one too many. */
export function exceeds(tolerance: Tolerance, failed: number, total: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = tolerance;
  if (failed === 0) return false;
  if (!isTolerant(tolerance)) return true;
  if (count !== undefined && failed > count) return true;
  return percentage !== undefined && (failed * 100) / total > percentage;
}

/** The failure of a Map that has a limit. */
export function thresholdExceeded(): StatesError {
  return new StatesError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}
