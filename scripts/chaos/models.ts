/** What semantics.md says of the deployed models and of their errors, written down once more: an oracle must not ask the suspect. */
export type Tier = 'haiku' | 'sonnet' | 'opus';
export const TIERS: readonly Tier[] = ['haiku', 'sonnet', 'opus'];

const PROFILES = ['us', 'global'] as const;
const FALLBACKS: Readonly<Record<Tier, readonly Tier[]>> = {
  haiku: ['haiku', 'sonnet'],
  sonnet: ['sonnet', 'haiku'],
  opus: ['opus', 'sonnet', 'haiku'],
};

export const MODEL_IDS: readonly string[] = TIERS.flatMap(ofTier);

function ofTier(tier: Tier): readonly string[] {
  return PROFILES.map((profile) => `${profile}.anthropic.claude-${tier}-5-5`);
}

/** Who answers for a tier, in order: its model behind one profile, behind the other, then the next tier's. */
export function chainOf(tier: Tier): readonly string[] {
  return FALLBACKS[tier].flatMap(ofTier);
}

export function tierOf(modelId: string): string {
  return /claude-([a-z]+)-/.exec(modelId)?.[1] ?? modelId;
}

/** `us.haiku`, for people. */
export function shortName(modelId: string): string {
  return `${modelId.split('.')[0]}.${tierOf(modelId)}`;
}

export const BREAKERS_TABLE = 'signalbox-breakers';

export function breakerOf(modelId: string): string {
  return `us-east-1/${modelId}`;
}

/** An attempt that was not made, since the breaker let nobody through. */
export const BREAKER_OPEN = 'BreakerOpen';
/** An attempt that was put off, since the model's figures were poor. */
export const PASSED_OVER = 'PassedOver';
export const MODEL_UNAVAILABLE = 'ModelUnavailable';

/** Outcomes of an attempt after which no other model is asked. */
export const ANSWERS: readonly string[] = ['answered', 'truncated'];

/** Errors that say something of a model's health; every other is traffic, such as a throttle. */
export const COUNTED_ERRORS: readonly string[] = [
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'InternalServerException',
  'ModelErrorException',
];

/** After these the same model behind another profile is no help. */
export const ANOTHER_TIER: readonly string[] = ['ModelTimeoutException', 'ResourceNotFoundException'];

// Of the breaker, in semantics.md.
export const WINDOW_MS = 60_000;
export const BUCKET_MS = 10_000;
export const MINIMUM_CALLS = 10;
export const BAD_SHARE = 0.5;
export const PROBES_TO_CLOSE = 3;
