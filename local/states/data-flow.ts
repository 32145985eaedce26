import { dataLimitExceeded } from '../engine/errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../engine/limits.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import type { JsonataScope } from '../query/jsonata.ts';
import { readPath, type PathScope } from '../query/jsonpath.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { writeResult } from '../query/reference-path.ts';
import type { Outcome, Step } from '../engine/step.ts';

/**
 * How data goes through a state, in both query languages.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export interface Shaping {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

/** Which words stand beside `input` and `context` in `$states`. */
export type StatesExtra = { readonly result: Json } | { readonly errorOutput: Json } | Record<never, never>;

export function pathScope(step: Step, input: Json = step.input): PathScope {
  return { input, context: step.context, variables: step.variables };
}

export function jsonataScope(step: Step, extra: StatesExtra = {}): JsonataScope {
  return {
    states: { input: step.input, context: step.context, ...extra },
    variables: step.variables,
    now: step.clock.now(),
    busy: () => step.clock.busy(),
  };
}

/** JSONPath: what InputPath leaves of the raw input. */
export function effectiveInput(state: Shaping, step: Step): Json {
  const input = filterInput(state.InputPath, step);
  step.inspect?.('afterInputPath', input);
  return input;
}

function filterInput(inputPath: string | null | undefined, step: Step): Json {
  if (inputPath === null) return {};
  if (inputPath === undefined || inputPath === '$') return step.input;
  return readPath(inputPath, pathScope(step));
}

/** What the state works on: Arguments in JSONata, InputPath and Parameters in JSONPath. Throws States.DataLimitExceeded. */
export function workInput(state: Shaping & { readonly Arguments?: Json }, step: Step): Json | Promise<Json> {
  if (step.queryLanguage === 'JSONata') {
    if (state.Arguments === undefined) return step.input;
    const work = evaluateTemplate(state.Arguments, jsonataScope(step), 'Arguments');
    return work instanceof Promise ? work.then((settled) => parameters(settled, step)) : parameters(work, step);
  }
  return workInputByPath(state, step);
}

/** What InputPath and Parameters make of the raw input. */
export function workInputByPath(state: Shaping, step: Step): Json {
  const input = effectiveInput(state, step);
  if (state.Parameters === undefined) return input;
  return parameters(evaluatePayloadTemplate(state.Parameters, pathScope(step, input)), step);
}

function parameters(value: Json, step: Step): Json {
  if (exceedsBytes(JSON.stringify(value), MAX_DATA_BYTES)) throw dataLimitExceeded(step.name, 'provided parameters');
  return value;
}

/** From a state's result to its exit. */
export function exitWithResult(
  state: Shaping & { readonly Next?: string },
  step: Step,
  result: Json,
): Outcome | Promise<Outcome> {
  if (step.queryLanguage === 'JSONata') return exitJsonata(state, step, state.Next, { result }, result);
  const selected =
    state.ResultSelector === undefined
      ? result
      : evaluatePayloadTemplate(state.ResultSelector, pathScope(step, result));
  const assigned = assignPaths(state.Assign, step, selected);
  step.inspect?.('afterResultSelector', selected);
  const combined = combine(state.ResultPath, step.input, selected);
  step.inspect?.('afterResultPath', combined);
  return { kind: 'exit', next: state.Next, output: filterOutput(state.OutputPath, step, combined), assigned };
}

/** From a state without a result of its own (Choice, Wait, Succeed) to its exit. */
export function exitWithInput(
  state: Pick<Shaping, 'InputPath' | 'OutputPath' | 'Output' | 'Assign'>,
  step: Step,
  next: string | undefined,
): Outcome | Promise<Outcome> {
  if (step.queryLanguage === 'JSONata') return exitJsonata(state, step, next, {}, step.input);
  const input = effectiveInput(state, step);
  const assigned = assignPaths(state.Assign, step, input);
  return { kind: 'exit', next, output: filterOutput(state.OutputPath, step, input), assigned };
}

/** Output and Assign in JSONata; every value of one Assign sees the variables as they were at entry. */
export function exitJsonata(
  state: Pick<Shaping, 'Output' | 'Assign'>,
  step: Step,
  next: string | undefined,
  extra: StatesExtra,
  otherwise: Json,
  prefix = '',
): Outcome | Promise<Outcome> {
  if (state.Output === undefined && state.Assign === undefined) return { kind: 'exit', next, output: otherwise };
  const scope = jsonataScope(step, extra);
  const assigned = state.Assign === undefined ? undefined : evaluateTemplate(state.Assign, scope, `${prefix}Assign`);
  const output = state.Output === undefined ? otherwise : evaluateTemplate(state.Output, scope, `${prefix}Output`);
  if (assigned instanceof Promise || output instanceof Promise) {
    return Promise.all([assigned, output]).then(([values, value]) => ({
      kind: 'exit',
      next,
      output: value,
      assigned: values as JsonObject | undefined,
    }));
  }
  return { kind: 'exit', next, output, assigned: assigned as JsonObject | undefined };
}

export function assignPaths(assign: JsonObject | undefined, step: Step, input: Json): JsonObject | undefined {
  return assign && (evaluatePayloadTemplate(assign, pathScope(step, input)) as JsonObject);
}

/** ResultPath: where the result goes in the input; null keeps the input as it is. */
export function combine(resultPath: string | null | undefined, input: Json, result: Json): Json {
  if (resultPath === null) return input;
  if (resultPath === undefined || resultPath === '$') return result;
  return writeResult(resultPath, input, result);
}

export function filterOutput(outputPath: string | null | undefined, step: Step, output: Json): Json {
  if (outputPath === null) return {};
  if (outputPath === undefined || outputPath === '$') return output;
  return readPath(outputPath, pathScope(step, output));
}
