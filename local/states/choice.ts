import type { ChoiceRule, ChoiceState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression } from '../query/jsonata.ts';
import { holds } from './choice-rules.ts';
import {
  assignPaths,
  effectiveInput,
  exitJsonata,
  exitWithInput,
  filterOutput,
  jsonataScope,
  pathScope,
} from './data-flow.ts';

/** Surfaces as States.Runtime, as recorded on AWS, although the specification has a name of its own for it. */
const NO_CHOICE_MATCHED = 'Failed to transition out of the state. The state does not point to a next state.';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export function runChoice(state: ChoiceState, step: Step): Outcome | Promise<Outcome> {
  return step.queryLanguage === 'JSONata' ? chooseByCondition(state, step) : chooseByComparison(state, step);
}

async function chooseByCondition(state: ChoiceState, step: Step): Promise<Outcome> {
  for (const [index, rule] of state.Choices.entries()) {
    if (!(await conditionHolds(rule, index, step))) continue;
    // A rule with an Output or Assign of its own takes the place of the state's.
    const shaping = { Output: rule.Output ?? state.Output, Assign: rule.Assign };
    const prefix = rule.Output === undefined && rule.Assign === undefined ? '' : `Choices[${index}]/`;
    return exitJsonata(shaping, step, rule.Next, {}, step.input, prefix);
  }
  if (state.Default === undefined) throw new StateDataError(NO_CHOICE_MATCHED);
  return exitJsonata(state, step, state.Default, {}, step.input);
}

async function conditionHolds(rule: ChoiceRule, index: number, step: Step): Promise<boolean> {
  if (!isJsonataExpression(rule.Condition)) return rule.Condition === true;
  const field = `Choices[${index}]/Condition`;
  const value = await evaluateJsonata(rule.Condition, jsonataScope(step), field);
  return expectType(value, 'boolean', rule.Condition, field) as boolean;
}

function chooseByComparison(state: ChoiceState, step: Step): Outcome | Promise<Outcome> {
  const input = effectiveInput(state, step);
  const scope = pathScope(step, input);
  const rule = state.Choices.find((candidate) => holds(candidate, scope));
  if (!rule) {
    if (state.Default === undefined) throw new StateDataError(NO_CHOICE_MATCHED);
    return exitWithInput(state, step, state.Default);
  }
  const assigned = assignPaths(rule.Assign, step, input);
  return { kind: 'exit', next: rule.Next, output: filterOutput(state.OutputPath, step, input), assigned };
}
