import type { WaitState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression, JsonataError } from '../query/jsonata.ts';
import { findPath } from '../query/jsonpath.ts';
import { parseTimestamp } from '../query/timestamp.ts';
import { exitWithInput, effectiveInput, jsonataScope, pathScope } from './data-flow.ts';

/** The documented range of Seconds. */
const MAX_SECONDS = 99_999_999;
/** As recorded on AWS: what lies 2^31 s or more ahead is refused. */
const MAX_DELAY_MS = (2 ** 31 - 1) * 1000;

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export async function runWait(state: WaitState, step: Step): Promise<Outcome> {
  const resumed = step.progress.until;
  const until = typeof resumed === 'number' ? resumed : await waitUntil(state, step);
  if (until > step.clock.now()) {
    step.progress.until = until;
    step.save();
    await step.sleepUntil(until);
  }
  return exitWithInput(state, step, state.Next);
}

/** Milliseconds since the epoch. */
async function waitUntil(state: WaitState, step: Step): Promise<number> {
  const until =
    state.Seconds !== undefined || state.SecondsPath !== undefined
      ? step.enteredAt + (await seconds(state, step)) * 1000
      : await timestamp(state, step);
  if (until - step.enteredAt > MAX_DELAY_MS) throw new StateDataError('Wait state delay is too long.');
  return until;
}

async function seconds(state: WaitState, step: Step): Promise<number> {
  if (isJsonataExpression(state.Seconds)) {
    const value = await evaluateJsonata(state.Seconds, jsonataScope(step), 'Seconds');
    const number = expectType(value, 'number', state.Seconds, 'Seconds') as number;
    if (Number.isInteger(number) && number >= 0 && number <= MAX_SECONDS) return number;
    const what = `returned an unexpected value. Expected a whole number from 0 to ${MAX_SECONDS}, but was '${number}'`;
    throw new JsonataError(state.Seconds, 'Seconds', what);
  }
  if (state.SecondsPath === undefined) return Number(state.Seconds);
  const value = findPath(state.SecondsPath, pathScope(step, effectiveInput(state, step)));
  if (value === undefined)
    throw new StateDataError(`The SecondsPath parameter does not reference an input value: ${state.SecondsPath}`);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StateDataError(
    `The SecondsPath parameter references an invalid value: ${state.SecondsPath} == ${JSON.stringify(value)}`,
  );
}

async function timestamp(state: WaitState, step: Step): Promise<number> {
  if (isJsonataExpression(state.Timestamp)) {
    const value = await evaluateJsonata(state.Timestamp, jsonataScope(step), 'Timestamp');
    const parsed = parseTimestamp(expectType(value, 'string', state.Timestamp, 'Timestamp') as string);
    if (parsed !== undefined) return parsed;
    const what = `returned a value that is no valid ISO-8601 extended offset date-time: ${JSON.stringify(value)}`;
    throw new JsonataError(state.Timestamp, 'Timestamp', what);
  }
  if (state.TimestampPath === undefined) return parseTimestamp(state.Timestamp ?? '') ?? NaN;
  const value = findPath(state.TimestampPath, pathScope(step, effectiveInput(state, step)));
  if (value === undefined)
    throw new StateDataError(`The TimestampPath parameter does not reference an input value: ${state.TimestampPath}`);
  const parsed = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (parsed !== undefined) return parsed;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new StateDataError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${state.TimestampPath} == ${shown}`,
  );
}
