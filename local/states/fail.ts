import type { FailState } from '../engine/definition.ts';
import { StateDataError, StatesError } from '../engine/errors.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression } from '../query/jsonata.ts';
import { readPath } from '../query/jsonpath.ts';
import { jsonataScope, pathScope } from './data-flow.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
export async function runFail(state: FailState, step: Step): Promise<Outcome> {
  if (step.queryLanguage === 'JSONPath') step.inspect?.('afterInputPath', step.input);
  const error = await text(state.Error, state.ErrorPath, 'Error', step);
  const cause = await text(state.Cause, state.CausePath, 'Cause', step);
  return { kind: 'fail', failure: new StatesError(error, cause) };
}

async function text(
  literal: string | undefined,
  path: string | undefined,
  field: 'Error' | 'Cause',
  step: Step,
): Promise<string | undefined> {
  if (step.queryLanguage === 'JSONata' && isJsonataExpression(literal)) {
    const value = await evaluateJsonata(literal, jsonataScope(step), field);
    return expectType(value, 'string', literal, field) as string;
  }
  if (path === undefined) return literal;
  const value = readPath(path, pathScope(step));
  if (typeof value === 'string') return value;
  throw new StateDataError(
    `The ${field}Path parameter does not reference a string: ${path} == ${JSON.stringify(value)}`,
  );
}
