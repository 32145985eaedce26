import type { StateType } from '../engine/definition.ts';
import type { Child, ChildOutcome, Step } from '../engine/step.ts';

/** The first child that failed, and its newest event. */
export interface FirstFailure {
  readonly index: number;
  readonly outcome: Extract<ChildOutcome, { kind: 'failed' }>;
  readonly eventId: number;
}

/** As recorded: only states that wait for something outside are reported as aborted. */
const ABORTABLE: ReadonlySet<StateType> = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/** Writes `<Type>StateAborted` for the state a stopped child was in. */
export function recordAborted(step: Step, child: Child, afterEvent: number): void {
  const type = child.stateType();
  if (type && ABORTABLE.has(type)) step.recordAfter(afterEvent, `${type}StateAborted`);
}
