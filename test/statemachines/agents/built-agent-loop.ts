import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { stageNamed } from '../../../infra/stages.ts';
import { agentLoop } from '../../../statemachines/agent-loop.ts';
import type { AgentLoopSteps } from '../../../statemachines/agent-loop.ts';
import { builtDefinition, testGuard } from '../../support/built-definition.ts';

const { question: rounds, questionsEnd, steps, toolRounds, historyEvents } = stageNamed('dev').agents;

/** The machine as a deployment with other settings would have it. */
export function builtAgentLoop(
  choices: Partial<Pick<AgentLoopSteps, 'historyEvents' | 'steps' | 'toolRounds'>> = {},
): object {
  return builtDefinition((stack, fn) =>
    agentLoop(stack, {
      ...testGuard(stack, fn),
      validateGoal: fn('validate-goal'),
      keepRun: fn('keep-run'),
      planSteps: fn('plan-steps'),
      checkPlan: fn('check-plan'),
      layOutSteps: fn('lay-out-steps'),
      takeStep: fn('take-step'),
      takeTurn: fn('take-turn'),
      useTools: fn('use-tools'),
      finishStep: fn('finish-step'),
      validateResults: fn('validate-results'),
      refinePlan: fn('refine-plan'),
      formatResult: fn('format-result'),
      requestReview: fn('request-review'),
      remindReviewer: fn('remind-reviewer'),
      closeReview: fn('close-review'),
      tools: ['search-documents', 'calculate', 'ask-person'],
      rounds,
      questionsEnd,
      steps,
      toolRounds,
      historyEvents,
      itself: StateMachine.fromStateMachineName(stack, 'Itself', 'agent-loop'),
      ...choices,
    }),
  );
}
