import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { CACHED_ANSWER_SECONDS, KEPT_ANSWER_SECONDS, RESERVATION_SECONDS } from '../../functions/environment.ts';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { ChainLink } from '../../statemachines/guarded-model-call.ts';
import { modelRouter } from '../../statemachines/model-router.ts';
import { ClaimCheckAccess } from '../constructs/claim-check-access.ts';
import { ModelAccess } from '../constructs/model-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { TableAccess } from '../constructs/table-access.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Settings } from '../settings.ts';
import type { Storage, Tables } from './storage.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE = Duration.days(14);

/** What happens: the state machines and the functions that are their steps. */
export class Workflows extends Stack {
  readonly modelRouter: IStateMachine;
  readonly classifyPrompt: NodeFunction;
  /** Every model behind every profile, with its breaker. */
  readonly links: readonly ChainLink[];

  constructor(scope: Construct, id: string, props: Settings & { readonly storage: Storage }) {
    super(scope, id, { description: 'Signalbox: the workflows and their steps' });
    const { stage } = props;
    this.addStackDependency(props.storage);
    const { tables } = props.storage;
    const models = new ModelAccess(props);
    const claimChecks = new ClaimCheckAccess(props.storage.claimChecks);
    const access = new TableAccess(tables);
    const step = (id: string, name: string, timeout: Duration) =>
      new NodeFunction(this, id, { ...props, step: name, timeout });

    // A step calls its model twice at the most, because an answer may be repaired, and may begin with a cold start.
    const { model, answerMaxAge, machine } = stage.calls;
    const coldStart = Duration.seconds(10);
    const invoking = model.plus(model).plus(coldStart);
    // A large one is a reference into the claim-check bucket, and must not outlive what it names.
    const { claimCheckLife } = stage;
    const keptAnswers = claimCheckLife.toSeconds() < REDRIVABLE.toSeconds() ? claimCheckLife : REDRIVABLE;
    const asksModels = (fn: NodeFunction, tiers: readonly Tier[]) => {
      models.grantUse(fn, tiers, model);
      claimChecks.grantRead(fn);
      access.grantBreakers(fn);
      access.grantAnswers(fn);
      fn.addEnvironment(CACHED_ANSWER_SECONDS, String(answerMaxAge.toSeconds()));
      fn.addEnvironment(KEPT_ANSWER_SECONDS, String(keptAnswers.toSeconds()));
      return fn;
    };
    const keepsBudgets = (fn: NodeFunction) => {
      access.grantBudgets(fn);
      // An execution that ends settles it; this is for those that are stopped.
      fn.addEnvironment(RESERVATION_SECONDS, String(machine.toSeconds()));
      return fn;
    };

    const validateRequest = step('ValidateRequest', 'validate-request', coldStart);
    claimChecks.grantRead(validateRequest);
    claimChecks.grantKeep(validateRequest, 'prompts');
    const classifyPrompt = asksModels(step('ClassifyPrompt', 'classify-prompt', invoking), ['haiku']);
    const invokeModel = asksModels(step('InvokeModel', 'invoke-model', invoking), TIERS);
    claimChecks.grantKeep(invokeModel, 'answers');
    const recordLostAttempt = step('RecordLostAttempt', 'record-lost-attempt', coldStart);
    access.grantBreakers(recordLostAttempt);
    // A step of no workflow: `npm run breakers` calls it.
    access.grantOperations(
      step('OperateBreakers', 'operate-breakers', coldStart),
      models.allLinks().map(({ breaker }) => breaker),
    );
    const reserveBudget = keepsBudgets(step('ReserveBudget', 'reserve-budget', coldStart));
    const settleBudget = keepsBudgets(step('SettleBudget', 'settle-budget', coldStart));

    const name = 'model-router';
    const router = new Workflow(this, 'ModelRouter', {
      ...props,
      name,
      timeout: machine,
      steps: [validateRequest, classifyPrompt, invokeModel, recordLostAttempt, reserveBudget, settleBudget],
      readsOwnExecutions: true,
      definition: (within) => {
        const table = (id: keyof Tables) => Table.fromTableName(within, id, tables[id]);
        return modelRouter(within, {
          ...stage.routing,
          validateRequest: validateRequest.lambda,
          classifyPrompt: classifyPrompt.lambda,
          invokeModel: invokeModel.lambda,
          recordLostAttempt: recordLostAttempt.lambda,
          reserveBudget: reserveBudget.lambda,
          settleBudget: settleBudget.lambda,
          chains: models.chains(),
          classifiers: models.links('haiku'),
          breakers: table('breakers'),
          answers: table('answers'),
          claims: table('claims'),
          machine: props.named(name),
          deadline: stage.calls.chain,
          callTimeout: invoking,
          // The function ends by itself at its timeout; the rest is for what lies between the claim and the call.
          lease: invoking.plus(Duration.seconds(30)),
          answerMaxAge,
          passOverDenied: stage.calls.passOverDenied,
        });
      },
    });

    this.modelRouter = router.stateMachine;
    this.classifyPrompt = classifyPrompt;
    this.links = models.allLinks();
    new CfnOutput(this, 'ModelRouterArn', { value: this.modelRouter.stateMachineArn });
  }
}
