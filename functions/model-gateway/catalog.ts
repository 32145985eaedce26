/** Cheapest first; a tier is a place in this order, the model behind it may change. */
export const TIERS = ['haiku', 'sonnet', 'opus'] as const;
export type Tier = (typeof TIERS)[number];

/**
 * A call that takes longer counts as a failure for the breaker. Half as much again as the longest answer that a request gets
 * by default (4,096 tokens: haiku about 25 s, sonnet 50 s, opus 70 s), and below the 120 s after which a call is given up.
 */
export const SLOW_CALL_MS: Readonly<Record<Tier, number>> = { haiku: 40_000, sonnet: 75_000, opus: 100_000 };

export interface PriceStep {
  /** The step holds for calls with at most this many prompt tokens; absent on the last step. */
  readonly upToPromptTokens?: number;
  /** US dollars for a million tokens. */
  readonly input: number;
  readonly output: number;
}

export interface Model {
  /** Bedrock's id without the prefix of an inference profile. */
  readonly id: string;
  readonly tier: Tier;
  /** `older` models are for accounts that have no access to the current ones. */
  readonly generation: Generation;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Anthropic's list prices; what an account pays may differ. */
  readonly prices: readonly PriceStep[];
  readonly capabilities: {
    /** Converse's `outputConfig.textFormat` with a JSON schema; without it the schema goes into the prompt. */
    readonly structuredOutput: boolean;
  };
}

export type Generation = 'current' | 'older';

const CURRENT = { generation: 'current', contextTokens: 1_000_000, maxOutputTokens: 128_000 } as const;
const OLDER = { generation: 'older', capabilities: { structuredOutput: false } } as const;

export const MODELS: readonly Model[] = [
  {
    ...CURRENT,
    id: 'anthropic.claude-haiku-5-5',
    tier: 'haiku',
    prices: [
      { upToPromptTokens: 100_000, input: 0.1, output: 0.5 },
      { input: 0.5, output: 2.5 },
    ],
    capabilities: { structuredOutput: true },
  },
  {
    ...CURRENT,
    id: 'anthropic.claude-sonnet-5-5',
    tier: 'sonnet',
    prices: [{ input: 2, output: 10 }],
    capabilities: { structuredOutput: true },
  },
  {
    ...CURRENT,
    id: 'anthropic.claude-opus-5-5',
    tier: 'opus',
    prices: [{ input: 4, output: 20 }],
    capabilities: { structuredOutput: true },
  },
  {
    ...OLDER,
    id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    tier: 'haiku',
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    prices: [{ input: 1, output: 5 }],
  },
  {
    ...OLDER,
    id: 'anthropic.claude-sonnet-4-6',
    tier: 'sonnet',
    contextTokens: 1_000_000,
    maxOutputTokens: 64_000,
    prices: [{ input: 3, output: 15 }],
  },
  {
    ...OLDER,
    id: 'anthropic.claude-opus-4-7',
    tier: 'opus',
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    prices: [{ input: 5, output: 25 }],
  },
];

/** Stands for the region that the app is deployed to. */
export const SOURCE_REGION = 'source';
/** Stands for an ARN without a region, as the global profile's destinations have. */
export const NO_REGION = '';

/**
 * Where a cross-region inference profile may run a request; IAM must allow the foundation model in each of them.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export const INFERENCE_PROFILES = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4'],
  global: [SOURCE_REGION, NO_REGION],
} as const satisfies Record<string, readonly string[]>;
export type InferenceProfile = keyof typeof INFERENCE_PROFILES;

/** The model that serves a tier. */
export function modelOf(tier: Tier, generation: Generation = 'current'): Model {
  const model = MODELS.find((candidate) => candidate.tier === tier && candidate.generation === generation);
  if (model === undefined) throw new Error(`no ${generation} model serves tier ${tier}; add one to the catalog`);
  return model;
}

/** The id to call: the model behind a cross-region inference profile, e.g. `us.anthropic.claude-haiku-5-5`. */
export function profileId(profile: InferenceProfile, model: Model): string {
  return `${profile}.${model.id}`;
}

/** The catalog's entry for an id with or without a profile's prefix; undefined for a model that it does not know. */
export function findModel(modelId: string): Model | undefined {
  return MODELS.find((model) => modelId === model.id || modelId.endsWith(`.${model.id}`));
}

/** Which tier serves which kind of task when the caller names the kind. A change of the table is a new version. */
export const STATIC_ROUTES = {
  version: 'static-routes@1',
  tiers: { classify: 'haiku', generate: 'sonnet', analyze: 'opus' },
} as const satisfies { readonly version: string; readonly tiers: Readonly<Record<string, Tier>> };
export type TaskType = keyof typeof STATIC_ROUTES.tiers;

/** Which tier serves which verdict of the content classifier. */
export const CONTENT_ROUTES = {
  simple: 'haiku',
  medium: 'sonnet',
  complex: 'opus',
} as const satisfies Readonly<Record<string, Tier>>;
export type Complexity = keyof typeof CONTENT_ROUTES;

/** Where a verdict goes that the classifier was not sure of: up, never down. */
export const UNSURE_ROUTES: Readonly<Record<Complexity, Tier>> = { simple: 'sonnet', medium: 'opus', complex: 'opus' };

/** Where a prompt goes when the classifier failed: good enough for most, half the price of the best. */
export const UNCLASSIFIED_TIER: Tier = 'sonnet';

/** Who answers when a tier's model cannot, in order. Haiku falls up, since nothing is below it. */
export const FALLBACK_CHAINS: Readonly<Record<Tier, readonly Tier[]>> = {
  haiku: ['haiku', 'sonnet'],
  sonnet: ['sonnet', 'haiku'],
  opus: ['opus', 'sonnet', 'haiku'],
};
