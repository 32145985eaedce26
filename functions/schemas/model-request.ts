import type { TaskType, Tier } from '../model-gateway/catalog.ts';
import type { Message } from '../model-gateway/gateway.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ObjectRef } from './object-ref.ts';

/** A request that has been validated: either `prompt` or `promptRef` is there, and `maxTokens` always is. */
export interface ModelRequest {
  readonly prompt?: string;
  readonly promptRef?: ObjectRef;
  readonly system?: string;
  /** Earlier turns, alternating, from the user's first to the assistant's last. */
  readonly messages?: readonly Message[];
  readonly responseSchema?: JsonSchema;
  readonly taskType?: TaskType;
  readonly tier?: Tier;
  readonly clientId?: string;
  readonly maxTokens: number;
  readonly idempotencyKey?: string;
  /** Whether an answer from before may be served when no model gives one; yes, unless it says false. */
  readonly allowStale?: boolean;
  /** A hash of everything that its answer depends on, its client included. */
  readonly fingerprint?: string;
  /** Under which its answer is kept for its client; empty for a request that names none. */
  readonly answerKey?: string;
  /** UTF-8 bytes of everything that the model reads; a model never makes more tokens than bytes of it. */
  readonly inputBytes?: number;
}
