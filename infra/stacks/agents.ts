import { ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { AGENT_LIMITS } from '../../functions/environment.ts';
import { FALLBACK_CHAINS, TIERS } from '../../functions/model-gateway/catalog.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import type { AgentLimits } from '../../functions/schemas/agent.ts';
import { agentLoop } from '../../statemachines/agent-loop.ts';
import { researchReport } from '../../statemachines/research-report.ts';
import { agentTools } from '../constructs/agent-tools.ts';
import { LibraryAccess } from '../constructs/library-access.ts';
import { ModelSteps } from '../constructs/model-steps.ts';
import type { ModelStepsProps } from '../constructs/model-steps.ts';
import { calledIn, NodeFunction } from '../constructs/node-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import { AGENT_LOOP } from './reviews.ts';
import type { Reviews } from './reviews.ts';
import type { Workflows } from './workflows.ts';

interface AgentsProps extends ModelStepsProps {
  readonly workflows: Workflows;
  readonly reviews: Reviews;
}

/** Whatever an agent may be, whoever plans its step may choose the model. */
const ROLES: readonly PromptName[] = [
  'run-step',
  'gather-sources',
  'analyze-question',
  'write-report',
  'review-report',
];

/** Agents: the loop, the research report, and the functions that are their steps. */
export class Agents extends Stack {
  readonly agentLoop: IStateMachine;
  readonly researchReport: IStateMachine;

  constructor(scope: Construct, id: string, props: AgentsProps) {
    super(scope, id, { description: 'Signalbox: agent loops and research reports' });
    const { stage, storage, workflows, reviews } = props;
    for (const before of [storage, workflows, reviews]) this.addStackDependency(before);
    const asking = new ModelSteps(props);
    const { claimChecks, tables, callTimeout } = asking;
    const library = new LibraryAccess(storage.library);
    const { steps: most, iterations, budget } = stage.agents;
    const limits: AgentLimits = { steps: most, iterations, budget };

    const step = (id: string, name: string, timeout: Duration = Duration.seconds(30), memory?: number) =>
      new NodeFunction(this, id, { ...props, step: name, timeout, memory });
    const asks = (id: string, name: string, prompts: readonly PromptName[], tiers = FALLBACK_CHAINS.sonnet) => {
      const fn = asking.grantAsk(step(id, name, callTimeout), tiers, prompts);
      claimChecks.grantKeep(fn, 'answers');
      return fn;
    };
    const limited = (fn: NodeFunction) => {
      fn.addEnvironment(AGENT_LIMITS, JSON.stringify(limits));
      return fn;
    };
    /** A step that keeps who does what, and tells those who wait for it. */
    const boards = (fn: NodeFunction, creates = false) => {
      tables.grantStepBoards(fn, { creates });
      return fn;
    };
    const tells = (fn: NodeFunction) => {
      // Known by name: the machine needs its functions first.
      fn.allow(['states:SendTaskSuccess'], [this.#machineArn(props.named(AGENT_LOOP))]);
      return boards(fn);
    };

    const takeTurn = asks('TakeTurn', 'take-turn', ROLES, TIERS);
    // An index of a thousand documents takes memory, and its making a core.
    const useTools = boards(step('UseTools', 'use-tools', Duration.seconds(60), 1_769));
    library.grantRead(useTools);
    claimChecks.grantRead(useTools);
    claimChecks.grantKeep(useTools, 'answers');

    const formatResult = step('FormatResult', 'format-result');
    claimChecks.grantRead(formatResult);
    claimChecks.grantKeep(formatResult, 'answers');
    const validateGoal = limited(step('ValidateGoal', 'validate-goal'));
    claimChecks.grantRead(validateGoal);
    const keepRun = step('KeepRun', 'keep-run');
    claimChecks.grantKeep(keepRun, 'runs');
    const loop = {
      validateGoal,
      keepRun,
      planSteps: asks('PlanSteps', 'plan-steps', ['plan-steps']),
      checkPlan: limited(step('CheckPlan', 'check-plan')),
      layOutSteps: boards(step('LayOutSteps', 'lay-out-steps'), true),
      takeStep: tells(step('TakeStep', 'take-step')),
      takeTurn,
      useTools,
      finishStep: tells(step('FinishStep', 'finish-step')),
      validateResults: asks('ValidateResults', 'validate-results', ['validate-results']),
      refinePlan: asks('RefinePlan', 'refine-plan', ['refine-plan']),
      formatResult,
      recordLostAttempt: workflows.recordLostAttempt,
      requestReview: reviews.requestReview,
      remindReviewer: reviews.remindReviewer,
      closeReview: reviews.closeReview,
    };
    this.agentLoop = new Workflow(this, 'AgentLoop', {
      ...props,
      name: AGENT_LOOP,
      timeout: stage.agents.machine,
      steps: Object.values(loop),
      continues: true,
      definition: (within) =>
        agentLoop(within, {
          ...calledIn(within, loop),
          ...asking.guard(within),
          chains: asking.models.chains(),
          tools: agentTools(),
          steps: most,
          toolRounds: stage.agents.toolRounds,
          historyEvents: stage.agents.historyEvents,
          rounds: stage.agents.question,
          questionsEnd: stage.agents.questionsEnd,
          itself: StateMachine.fromStateMachineName(within, 'Itself', props.named(AGENT_LOOP)),
        }),
    }).stateMachine;

    const formatReport = step('FormatReport', 'format-report');
    library.grantRead(formatReport);
    claimChecks.grantRead(formatReport);
    claimChecks.grantKeep(formatReport, 'answers');
    const report = {
      validateTopic: step('ValidateTopic', 'validate-topic'),
      takeTurn,
      useTools,
      formatReport,
      recordLostAttempt: workflows.recordLostAttempt,
    };
    this.researchReport = new Workflow(this, 'ResearchReport', {
      ...props,
      name: 'research-report',
      timeout: stage.agents.machine,
      steps: Object.values(report),
      definition: (within) =>
        researchReport(within, {
          ...calledIn(within, report),
          ...asking.guard(within),
          chains: asking.models.chains(),
          toolRounds: stage.agents.toolRounds,
        }),
    }).stateMachine;
    new CfnOutput(this, 'AgentLoopArn', { value: this.agentLoop.stateMachineArn });
    new CfnOutput(this, 'ResearchReportArn', { value: this.researchReport.stateMachineArn });
  }

  #machineArn(name: string): string {
    return this.formatArn({
      service: 'states',
      resource: 'stateMachine',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: name,
    });
  }
}
