import type { SucceedState } from '../engine/definition.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { exitWithInput } from './data-flow.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html */
export function runSucceed(state: SucceedState, step: Step): Outcome | Promise<Outcome> {
  return exitWithInput(state, step, undefined);
}
