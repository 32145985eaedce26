import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import { modelRouter } from '../../statemachines/model-router.ts';
import { ClaimCheckAccess } from '../constructs/claim-check-access.ts';
import { ModelAccess } from '../constructs/model-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from './storage.ts';

/** A cold start of the small classifier; measured imports are far below. */
const CLASSIFIER_START_SECONDS = 2;

/** What happens: the state machines and the functions that are their steps. */
export class Workflows extends Stack {
  readonly modelRouter: IStateMachine;
  readonly classifyPrompt: NodeFunction;

  constructor(scope: Construct, id: string, props: Settings & { readonly storage: Storage }) {
    super(scope, id, { description: 'Signalbox: the workflows and their steps' });
    const { stage } = props;
    this.addStackDependency(props.storage);
    const models = new ModelAccess(props);
    const claimChecks = new ClaimCheckAccess(props.storage.claimChecks);

    // A step calls its model twice at the most, because an answer may be repaired, and may begin with a cold start.
    const { model } = stage.calls;
    const coldStart = Duration.seconds(10);
    const invoking = model.plus(model).plus(coldStart);
    // The state gives up at the classifier's timeout, so the function ends there too and its two calls share what is left.
    const { classifierTimeout } = stage.routing;
    const classifierCall = Duration.seconds(Math.floor((classifierTimeout.toSeconds() - CLASSIFIER_START_SECONDS) / 2));

    const validateRequest = new NodeFunction(this, 'ValidateRequest', {
      ...props,
      step: 'validate-request',
      timeout: coldStart,
    });
    claimChecks.grantRead(validateRequest);
    claimChecks.grantKeep(validateRequest, 'prompts');

    const classifyPrompt = new NodeFunction(this, 'ClassifyPrompt', {
      ...props,
      step: 'classify-prompt',
      timeout: classifierTimeout,
    });
    models.grantUse(classifyPrompt, ['haiku'], classifierCall);
    claimChecks.grantRead(classifyPrompt);

    const invokeModel = new NodeFunction(this, 'InvokeModel', { ...props, step: 'invoke-model', timeout: invoking });
    models.grantUse(invokeModel, TIERS, model);
    claimChecks.grantRead(invokeModel);
    claimChecks.grantKeep(invokeModel, 'answers');

    const router = new Workflow(this, 'ModelRouter', {
      ...props,
      name: 'model-router',
      timeout: stage.calls.machine,
      steps: [validateRequest, classifyPrompt, invokeModel],
      definition: (within) =>
        modelRouter(within, {
          ...stage.routing,
          validateRequest: validateRequest.lambda,
          classifyPrompt: classifyPrompt.lambda,
          invokeModel: invokeModel.lambda,
          link: (tier) => models.link(tier),
          deadline: stage.calls.chain,
          callTimeout: invoking,
          passOverDenied: stage.calls.passOverDenied,
        }),
    });

    this.modelRouter = router.stateMachine;
    this.classifyPrompt = classifyPrompt;
    new CfnOutput(this, 'ModelRouterArn', { value: this.modelRouter.stateMachineArn });
  }
}
