import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RESERVATION_SECONDS } from '../../functions/environment.ts';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import type { ChainLink } from '../../statemachines/guarded-model-call.ts';
import { modelRouter } from '../../statemachines/model-router.ts';
import { COLD_START, ModelSteps } from '../constructs/model-steps.ts';
import type { ModelStepsProps } from '../constructs/model-steps.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Workflow } from '../constructs/workflow.ts';

/** The model router and what guards every model call: state machines and the functions that are their steps. */
export class Workflows extends Stack {
  readonly modelRouter: IStateMachine;
  readonly classifyPrompt: NodeFunction;
  /** A step of every workflow that asks models. */
  readonly recordLostAttempt: NodeFunction;
  /** Every model behind every profile, with its breaker. */
  readonly links: readonly ChainLink[];

  constructor(scope: Construct, id: string, props: ModelStepsProps) {
    super(scope, id, { description: 'Signalbox: the model router and its steps' });
    const { stage } = props;
    this.addStackDependency(props.storage);
    const asking = new ModelSteps(props);
    const { models, claimChecks, tables, callTimeout } = asking;
    const step = (id: string, name: string, timeout: Duration = COLD_START) =>
      new NodeFunction(this, id, { ...props, step: name, timeout });
    const keepsBudgets = (fn: NodeFunction) => {
      tables.grantBudgets(fn);
      // An execution that ends settles it; this is for those that are stopped.
      fn.addEnvironment(RESERVATION_SECONDS, String(stage.calls.machine.toSeconds()));
      return fn;
    };

    const validateRequest = step('ValidateRequest', 'validate-request');
    claimChecks.grantRead(validateRequest);
    claimChecks.grantKeep(validateRequest, 'prompts');
    const classifyPrompt = asking.grantAsk(
      step('ClassifyPrompt', 'classify-prompt', callTimeout),
      ['haiku'],
      ['classify-complexity'],
    );
    const invokeModel = asking.grantAsk(step('InvokeModel', 'invoke-model', callTimeout), TIERS);
    claimChecks.grantKeep(invokeModel, 'answers');
    const recordLostAttempt = step('RecordLostAttempt', 'record-lost-attempt');
    tables.grantBreakers(recordLostAttempt);
    // A step of no workflow: `npm run breakers` calls it.
    tables.grantOperations(
      step('OperateBreakers', 'operate-breakers'),
      models.allLinks().map(({ breaker }) => breaker),
    );
    const reserveBudget = keepsBudgets(step('ReserveBudget', 'reserve-budget'));
    const settleBudget = keepsBudgets(step('SettleBudget', 'settle-budget'));

    const name = 'model-router';
    const router = new Workflow(this, 'ModelRouter', {
      ...props,
      name,
      timeout: stage.calls.machine,
      steps: [validateRequest, classifyPrompt, invokeModel, recordLostAttempt, reserveBudget, settleBudget],
      readsOwnExecutions: true,
      definition: (within) =>
        modelRouter(within, {
          ...stage.routing,
          ...asking.guard(within),
          validateRequest: validateRequest.lambda,
          classifyPrompt: classifyPrompt.lambda,
          invokeModel: invokeModel.lambda,
          recordLostAttempt: recordLostAttempt.lambda,
          reserveBudget: reserveBudget.lambda,
          settleBudget: settleBudget.lambda,
          chains: models.chains(),
          classifiers: models.links('haiku'),
          answers: asking.table(within, 'answers'),
          claims: asking.table(within, 'claims'),
          machine: props.named(name),
          answerMaxAge: stage.calls.answerMaxAge,
        }),
    });

    this.modelRouter = router.stateMachine;
    this.classifyPrompt = classifyPrompt;
    this.recordLostAttempt = recordLostAttempt;
    this.links = models.allLinks();
    new CfnOutput(this, 'ModelRouterArn', { value: this.modelRouter.stateMachineArn });
  }
}
