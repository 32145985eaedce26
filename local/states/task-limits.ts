import type { TaskState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression } from '../query/jsonata.ts';
import { findPath } from '../query/jsonpath.ts';
import { effectiveInput, jsonataScope, pathScope } from './data-flow.ts';

type LimitField = 'TimeoutSeconds' | 'HeartbeatSeconds';

/** TimeoutSeconds or HeartbeatSeconds of a task, in seconds; undefined when the state sets none. */
export async function secondsLimit(field: LimitField, state: TaskState, step: Step): Promise<number | undefined> {
  const literal = state[field];
  if (isJsonataExpression(literal)) {
    return expectType(await evaluateJsonata(literal, jsonataScope(step), field), 'number', literal, field) as number;
  }
  const path = state[`${field}Path`];
  if (path === undefined) return literal === undefined ? undefined : Number(literal);
  const value = findPath(path, pathScope(step, effectiveInput(state, step)));
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new StateDataError(
    value === undefined
      ? `Invalid path '${path}': The ${field}Path parameter does not reference an input value.`
      : `The ${field}Path parameter references an invalid value: ${path} == ${JSON.stringify(value)}`,
  );
}
