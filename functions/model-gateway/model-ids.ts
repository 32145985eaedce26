import { TIERS } from './catalog.ts';
import type { Tier } from './catalog.ts';

/** Which models this function may call, as infra granted them. */
export interface ModelIds {
  of(tier: Tier): string;
  has(modelId: string): boolean;
}

/** Reads `{"haiku": "us.anthropic.…"}`, the value of MODEL_IDS. */
export function parseModelIds(json: string): ModelIds {
  const ids = JSON.parse(json) as Partial<Record<Tier, string>>;
  return {
    of(tier) {
      const id = ids[tier];
      if (id === undefined)
        throw new Error(`this function has no grant for tier ${tier}; see models.grantUse in infra`);
      return id;
    },
    has: (modelId) => TIERS.some((tier) => ids[tier] === modelId),
  };
}
