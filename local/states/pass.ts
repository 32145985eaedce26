import type { PassState } from '../engine/definition.ts';
import type { Outcome, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { exitJsonata, exitWithResult, workInputByPath } from './data-flow.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html */
export function runPass(state: PassState, step: Step): Outcome | Promise<Outcome> {
  if (step.queryLanguage === 'JSONata') return exitJsonata(state, step, state.Next, {}, step.input);
  return exitWithResult(state, step, resultOf(state, step));
}

/** A Result takes the place of whatever the input would be made into. */
function resultOf(state: PassState, step: Step): Json {
  if (state.Result !== undefined) {
    step.inspect?.('result', state.Result);
    return state.Result;
  }
  const parameters = workInputByPath(state, step);
  step.inspect?.('afterParameters', parameters);
  return parameters;
}
