import type { PassState } from '../engine/definition.ts';
import type { Outcome, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { effectiveInput, exitJsonata, exitWithResult, pathScope } from './data-flow.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';

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
  const input = effectiveInput(state, step);
  const parameters =
    state.Parameters === undefined ? input : evaluatePayloadTemplate(state.Parameters, pathScope(step, input));
  step.inspect?.('afterParameters', parameters);
  return parameters;
}
