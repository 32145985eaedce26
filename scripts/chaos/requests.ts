import { TIERS } from './models.ts';
import type { Tier } from './models.ts';

/** What one execution asks. */
export interface ChaosRequest {
  readonly tier: Tier;
  /** Whether it names the tier itself; otherwise a task type that leads there, and poor figures may pass a model over. */
  readonly explicit: boolean;
  readonly clientId: string;
  readonly prompt: string;
  readonly allowStale: boolean;
}

const TASK_TYPES: Readonly<Record<Tier, string>> = { haiku: 'classify', sonnet: 'generate', opus: 'analyze' };

/** The `index`-th request of a run: the tiers in turn, a third of them by task type; each of a client that nobody has heard of. */
export function freshRequest(run: string, index: number): ChaosRequest {
  const tier = TIERS[index % TIERS.length] ?? 'sonnet';
  return {
    tier,
    explicit: Math.floor(index / TIERS.length) % 3 !== 2,
    clientId: `${run}-${index}`,
    prompt: `What does signal ${index} of the ${tier} line show?`,
    allowStale: true,
  };
}

/** The same again; one in five does not want an answer from before. */
export function repeated(request: ChaosRequest, count: number): ChaosRequest {
  return { ...request, allowStale: count % 5 !== 4 };
}

/** Requests with the same key are the same to the cache. */
export function keyOf({ clientId, prompt, tier }: ChaosRequest): string {
  return `${clientId}/${tier}/${prompt}`;
}

export function inputOf({ tier, explicit, clientId, prompt, allowStale }: ChaosRequest): string {
  const route = explicit ? { tier } : { taskType: TASK_TYPES[tier] };
  return JSON.stringify({ prompt, clientId, ...route, ...(!allowStale && { allowStale }) });
}
