import { Aws } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { MODEL_IDS, MODEL_TIMEOUT_SECONDS } from '../../functions/environment.ts';
import {
  INFERENCE_PROFILES,
  modelOf,
  NO_REGION,
  profileId,
  SOURCE_REGION,
} from '../../functions/model-gateway/catalog.ts';
import type { Generation, InferenceProfile, Model, Tier } from '../../functions/model-gateway/catalog.ts';
import type { ChainLink } from '../../statemachines/guarded-model-call.ts';
import type { NodeFunction } from './node-function.ts';

export interface ModelAccessProps {
  readonly inferenceProfile: InferenceProfile;
  readonly modelGeneration: Generation;
}

/** Which models this deployment uses, and who may call them. */
export class ModelAccess {
  readonly #props: ModelAccessProps;

  constructor(props: ModelAccessProps) {
    this.#props = props;
  }

  /** Lets a function call the models of some tiers and no others, each call for at most `timeout`. */
  grantUse(fn: NodeFunction, tiers: readonly Tier[], timeout: Duration): void {
    for (const tier of tiers) this.#grant(fn, this.#model(tier));
    const ids = Object.fromEntries(tiers.map((tier) => [tier, this.link(tier).modelId]));
    fn.addEnvironment(MODEL_IDS, JSON.stringify(ids));
    fn.addEnvironment(MODEL_TIMEOUT_SECONDS, String(timeout.toSeconds()));
  }

  link(tier: Tier): ChainLink {
    const model = this.#model(tier);
    return { tier, modelId: profileId(this.#props.inferenceProfile, model), contextTokens: model.contextTokens };
  }

  #model(tier: Tier): Model {
    return modelOf(tier, this.#props.modelGeneration);
  }

  // A cross-region call needs the profile and the model wherever the profile may send it, there only through the profile.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
  #grant(fn: NodeFunction, model: Model): void {
    const { inferenceProfile } = this.#props;
    const profile = `arn:${Aws.PARTITION}:bedrock:${Aws.REGION}:${Aws.ACCOUNT_ID}:inference-profile/${profileId(inferenceProfile, model)}`;
    const destinations = INFERENCE_PROFILES[inferenceProfile].map((region) => {
      const place = region === SOURCE_REGION ? Aws.REGION : region === NO_REGION ? '' : region;
      return `arn:${Aws.PARTITION}:bedrock:${place}::foundation-model/${model.id}`;
    });
    fn.allow(['bedrock:InvokeModel'], [profile]);
    fn.allow(['bedrock:InvokeModel'], destinations, { StringEquals: { 'bedrock:InferenceProfileArn': profile } });
  }
}
