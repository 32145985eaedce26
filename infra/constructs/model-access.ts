import { Aws } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { MODEL_IDS, MODEL_TIMEOUT_SECONDS } from '../../functions/environment.ts';
import {
  FALLBACK_CHAINS,
  INFERENCE_PROFILES,
  modelOf,
  NO_REGION,
  profileId,
  SOURCE_REGION,
  TIERS,
} from '../../functions/model-gateway/catalog.ts';
import type { Generation, InferenceProfile, Tier } from '../../functions/model-gateway/catalog.ts';
import type { ChainLink } from '../../statemachines/guarded-model-call.ts';
import type { NodeFunction } from './node-function.ts';

export interface ModelAccessProps {
  /** The one that is asked first. */
  readonly inferenceProfile: InferenceProfile;
  /** The same models with another quota and other regions, asked next; undefined where requests must stay where they are. */
  readonly fallbackProfile: InferenceProfile | undefined;
  readonly modelGeneration: Generation;
  /** Breakers of several deployments in one account must not be taken for each other in metrics and events. */
  readonly named: (name: string) => string;
}

/** Which models this deployment uses, and who may call them. */
export class ModelAccess {
  readonly #props: ModelAccessProps;
  readonly #profiles: readonly InferenceProfile[];

  constructor(props: ModelAccessProps) {
    this.#props = props;
    const { inferenceProfile, fallbackProfile } = props;
    this.#profiles = fallbackProfile === undefined ? [inferenceProfile] : [inferenceProfile, fallbackProfile];
  }

  /** Lets a function call the models of some tiers and no others, each call for at most `timeout`. */
  grantUse(fn: NodeFunction, tiers: readonly Tier[], timeout: Duration): void {
    for (const tier of tiers) {
      for (const profile of this.#profiles) this.#grant(fn, tier, profile);
    }
    const ids = tiers.flatMap((tier) => this.links(tier).map(({ modelId }) => modelId));
    fn.addEnvironment(MODEL_IDS, JSON.stringify(ids));
    fn.addEnvironment(MODEL_TIMEOUT_SECONDS, String(timeout.toSeconds()));
  }

  /** Who answers for each tier, in order: its model behind one profile, behind the other, then the next tier's. */
  chains(): Readonly<Record<Tier, readonly ChainLink[]>> {
    const chain = (tier: Tier) => FALLBACK_CHAINS[tier].flatMap((one) => this.links(one));
    return Object.fromEntries(TIERS.map((tier) => [tier, chain(tier)])) as Record<Tier, ChainLink[]>;
  }

  /** A tier's model behind each profile. */
  links(tier: Tier): readonly ChainLink[] {
    const model = modelOf(tier, this.#props.modelGeneration);
    return this.#profiles.map((profile) => {
      const modelId = profileId(profile, model);
      return {
        tier,
        modelId,
        contextTokens: model.contextTokens,
        breaker: `${this.#props.named('')}${Aws.REGION}/${modelId}`,
      };
    });
  }

  /** Every model behind every profile, with its breaker. */
  allLinks(): readonly ChainLink[] {
    return TIERS.flatMap((tier) => this.links(tier));
  }

  // A cross-region call needs the profile and the model wherever the profile may send it, there only through the profile.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
  #grant(fn: NodeFunction, tier: Tier, inferenceProfile: InferenceProfile): void {
    const model = modelOf(tier, this.#props.modelGeneration);
    const profile = `arn:${Aws.PARTITION}:bedrock:${Aws.REGION}:${Aws.ACCOUNT_ID}:inference-profile/${profileId(inferenceProfile, model)}`;
    const destinations = INFERENCE_PROFILES[inferenceProfile].map((region) => {
      const place = region === SOURCE_REGION ? Aws.REGION : region === NO_REGION ? '' : region;
      return `arn:${Aws.PARTITION}:bedrock:${place}::foundation-model/${model.id}`;
    });
    fn.allow(['bedrock:InvokeModel'], [profile]);
    fn.allow(['bedrock:InvokeModel'], destinations, { StringEquals: { 'bedrock:InferenceProfileArn': profile } });
  }
}
