import { Choice, Condition, Fail, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { INVALID_INPUT } from '../functions/model-gateway/errors.ts';
import { continuation } from './agent-loop/continuation.ts';
import type { ContinuationSteps } from './agent-loop/continuation.ts';
import { checkHistoryLimits, hasRoom } from './agent-loop/history.ts';
import type { HistoryLimits } from './agent-loop/history.ts';
import { judgement } from './agent-loop/judgement.ts';
import type { JudgementSteps } from './agent-loop/judgement.ts';
import { executePass } from './agent-loop/pass.ts';
import type { PassSteps } from './agent-loop/pass.ts';
import { planning } from './agent-loop/planning.ts';
import type { PlanningSteps } from './agent-loop/planning.ts';
import type { ChainLink, Guard } from './guarded-model-call.ts';
import { step } from './step.ts';

export interface AgentLoopSteps
  extends Guard, PlanningSteps, PassSteps, JudgementSteps, ContinuationSteps, HistoryLimits {
  readonly validateGoal: IFunction;
  readonly formatResult: IFunction;
  /** By tier: who answers, in order. */
  readonly chains: Readonly<Record<ChainLink['tier'], readonly ChainLink[]>>;
  /** Names of the tools that there are. */
  readonly tools: readonly string[];
}

/**
 *   Validate goal ─▶ Continued? ─no─▶ Plan (guarded) ─▶ Check plan ─▶ Is the plan sound? ─ no, once ─▶ (Plan)
 *      │invalid          │yes                                              │yes       └─ twice ─▶ Invalid plan
 *      ▼                 ▼                                                 ▼
 *   Reject goal    Room in this history? ◀──────────────────────────────────
 *                        │yes          └─ no ─▶ Continue in a new execution ─▶ Finish
 *                        ▼
 *                  Lay out steps ─▶ Execute steps (Map, three at once) ─▶ Are they to be validated? ─▶ Validate (guarded)
 *                        ▲            Take step ─▶ Take turn (guarded) ⇄ Use tools ─▶ Finish step          ▼
 *                        │                                                                            Good enough?
 *                        └───────────────── Refine (guarded) ◀───────────────────────────────── no ──────┤
 *                                                                                                        │yes, or no further
 *                                                                               Finish ◀─ Format result ◀┘
 *
 * Plan, execute, validate, refine: at most three passes over the steps, later ones only over those that were criticised. The
 * budget is checked before each call; why the run ended is in `stopReason`.
 */
export function agentLoop(scope: Construct, steps: AgentLoopSteps): IChainable {
  checkHistoryLimits(steps);
  const rejected = Fail.jsonata(scope, 'Reject goal', {
    error: INVALID_INPUT,
    cause: '{% $parse($states.input.Cause).errorMessage %}',
  });
  const run = '$states.result.Payload.run';
  const validate = step(scope, 'Validate goal', steps.validateGoal, {
    payload: { input: '{% $states.input %}', startedAt: '{% $toMillis($states.context.Execution.StartTime) %}' },
    assign: {
      goal: '{% $states.result.Payload.goal %}',
      tools: steps.tools,
      chains: steps.chains,
      // Of a run that begins, or of one that goes on in this execution.
      startedAt: `{% ${run}.startedAt %}`,
      spent: `{% ${run}.spent %}`,
      toolCalls: `{% ${run}.toolCalls %}`,
      plan: `{% ${run}.plan %}`,
      revisions: `{% ${run}.revisions %}`,
      iteration: `{% ${run}.iteration %}`,
      best: `{% ${run}.best %}`,
      // A run goes on after a pass was validated, to do again what was criticised.
      results: `{% ${run}.best = null ? [] : ${run}.best.results %}`,
      again: `{% ${run}.best = null ? null : ${run}.best.validation.criticism %}`,
      planProblems: [],
      plans: 0,
      // Of this execution's history, as far as they are known: those before the first pass are part of its sum.
      events: 0,
      stop: null,
      stopReason: null,
    },
  });
  validate.addCatch(rejected, { errors: [INVALID_INPUT] });

  const finish = finishing(scope, steps.formatResult);
  const pass = executePass(scope, steps, steps);
  const room = Choice.jsonata(scope, 'Room in this history?')
    .when(Condition.jsonata(`{% ${hasRoom(steps)} %}`), pass.first)
    .otherwise(continuation(scope, steps, finish.start));
  pass.last.next(judgement(scope, { ...steps, guard: steps }, { end: finish.start, again: room }));
  const plan = planning(scope, { ...steps, guard: steps }, { sound: room, unplanned: finish.start });
  validate.next(
    Choice.jsonata(scope, 'Continued?').when(Condition.jsonata('{% $plan != null %}'), room).otherwise(plan),
  );
  return validate;
}

/** Format result ─▶ Finish */
function finishing(scope: Construct, formatResult: IFunction): { readonly start: IChainable } {
  const shown = '($best = null ? $results : $best.results)';
  const format = step(scope, 'Format result', formatResult, {
    payload: {
      plan: '{% $plan %}',
      results: `{% ${shown} %}`,
      workflow: '{% $states.context.StateMachine.Name %}',
      stopReason: '{% $stopReason %}',
      iterations: '{% $iteration %}',
    },
  });
  const finish = Succeed.jsonata(scope, 'Finish', { outputs: `{% ${OUTPUT} %}` });
  format.next(finish);
  return { start: format };
}

const NOT_VALIDATED = '{"meetsCriteria": false, "score": 0, "feedback": "The results were not validated."}';

const OUTPUT = [
  '$merge([$states.input.Payload',
  '{"plan": $plan, "validation": $best = null ? ' + NOT_VALIDATED + ' : $best.validation',
  '"iterations": $iteration, "stopReason": $stopReason',
  '"status": $stopReason = "criteria-met" and $count($best.results[status != "done"]) = 0 ? "complete" : "partial"',
  '"usage": {"inputTokens": $spent.inputTokens, "outputTokens": $spent.outputTokens}, "toolCalls": $toolCalls, "costUsd": $spent.costUsd}])',
].join(', ');
