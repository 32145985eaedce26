import type { TaskState } from '../engine/definition.ts';
import type { Step } from '../engine/step.ts';
import { numberField } from './number-field.ts';

/** TimeoutSeconds or HeartbeatSeconds of a task, in seconds; undefined when the state sets none. */
export function secondsLimit(
  name: 'TimeoutSeconds' | 'HeartbeatSeconds',
  state: TaskState,
  step: Step,
): Promise<number | undefined> {
  return numberField({ name, literal: state[name], path: state[`${name}Path`], kind: 'integer', min: 1 }, state, step);
}
