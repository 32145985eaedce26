import type { PassState } from '../engine/definition.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { combine, effectiveInput, exitJsonata, filterOutput, assignPaths, pathScope } from './data-flow.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html */
export function runPass(state: PassState, step: Step): Outcome | Promise<Outcome> {
  if (step.queryLanguage === 'JSONata') return exitJsonata(state, step, state.Next, {}, step.input);
  const input = effectiveInput(state, step);
  const parameters =
    state.Parameters === undefined ? input : evaluatePayloadTemplate(state.Parameters, pathScope(step, input));
  const result = state.Result === undefined ? parameters : state.Result;
  const assigned = assignPaths(state.Assign, step, result);
  const output = filterOutput(state.OutputPath, step, combine(state.ResultPath, step.input, result));
  return { kind: 'exit', next: state.Next, output, assigned };
}
