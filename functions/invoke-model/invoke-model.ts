import type { Tier } from '../model-gateway/catalog.ts';
import type { Message, ModelGateway, Stop } from '../model-gateway/gateway.ts';
import type { ModelIds } from '../model-gateway/model-ids.ts';
import type { Spent } from '../model-gateway/pricing.ts';
import { structuredCall } from '../model-gateway/structured.ts';
import { answer } from '../prompts/answer.ts';
import { mismatches } from '../schemas/json-schema.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';
import type { ModelRequest, ObjectRef } from '../schemas/model-request.ts';
import { promptOf } from '../stores/claim-check.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { CallFacts } from '../telemetry/model-metrics.ts';

export interface InvokeEvent {
  readonly request: ModelRequest;
  readonly tier: Tier;
  readonly modelId: string;
  /** At most what the request asks for; half of it after a timeout. */
  readonly maxTokens: number;
  /** The state machine's name, a dimension of the metrics. */
  readonly workflow: string;
  /** Which rule chose the first tier of the chain. */
  readonly strategy: string;
}

/** `malformed` is returned and not thrown, so that the workflow goes to the next model without losing what was paid. */
export interface Invocation extends Spent {
  readonly outcome: 'answered' | Exclude<Stop, 'done'>;
  readonly content: { readonly answer: unknown } | { readonly answerRef: ObjectRef } | Record<string, never>;
  /** As the model tells it, without the time that a caller waits for the function and its retries. */
  readonly latencyMs: number;
}

export interface InvokeTools {
  readonly models: ModelGateway;
  readonly modelIds: ModelIds;
  readonly store: ClaimChecks;
  readonly recordCall: (facts: CallFacts, spent: Spent, latencyMs: number, outcome: string) => void;
  readonly recordError: (facts: CallFacts, errorName: string) => void;
  readonly recordRoute: (workflow: string, tier: Tier, strategy: string) => void;
}

// Of the 256 KiB that a state carries; the rest is for the request, the attempts and Lambda's own envelope.
const INLINE_ANSWER_BYTES = 128 * 1024;

/** Asks one model, once. Throws what the gateway throws. */
export async function invokeModel(event: InvokeEvent, tools: InvokeTools): Promise<Invocation> {
  const { request, tier, modelId, workflow } = event;
  if (!tools.modelIds.has(modelId))
    throw new Error(`this function has no grant for model ${modelId}; see models.grantUse in infra`);
  const facts: CallFacts = { workflow, tier, modelId, promptId: answer.id, clientId: request.clientId };
  try {
    const said = await ask(event, tools);
    tools.recordCall(facts, said.spent, said.latencyMs, said.outcome);
    if (said.outcome !== 'malformed') tools.recordRoute(workflow, tier, event.strategy);
    const content = said.outcome === 'malformed' ? {} : await carried(said.value, tools.store);
    return { outcome: said.outcome, content, ...said.spent, latencyMs: said.latencyMs };
  } catch (error) {
    tools.recordError(facts, error instanceof Error ? error.name : 'Error');
    throw error;
  }
}

interface Said {
  readonly outcome: Invocation['outcome'];
  readonly value: unknown;
  readonly spent: Spent;
  readonly latencyMs: number;
}

async function ask({ request, modelId, maxTokens }: InvokeEvent, { models, store }: InvokeTools): Promise<Said> {
  const content = answer.render(await promptOf(request, store));
  const messages: readonly Message[] = [...(request.messages ?? []), { role: 'user', content }];
  const call = { promptId: answer.id, modelId, system: request.system, messages, maxTokens };
  if (request.responseSchema === undefined) {
    const { text, stop, usage, costUsd, latencyMs } = await models.call(call);
    return { outcome: stop === 'done' ? 'answered' : stop, value: text, spent: { usage, costUsd }, latencyMs };
  }
  const reply = await structuredCall(
    models,
    { ...call, schema: request.responseSchema },
    follows(request.responseSchema),
  );
  const { spent, latencyMs } = reply;
  switch (reply.kind) {
    case 'valid':
      return { outcome: 'answered', value: reply.value, spent, latencyMs };
    case 'declined':
      return {
        outcome: reply.reply.stop === 'guardrail' ? 'guardrail' : 'refused',
        value: reply.reply.text,
        spent,
        latencyMs,
      };
    case 'malformed':
      return { outcome: 'malformed', value: undefined, spent, latencyMs };
  }
}

function follows(schema: JsonSchema) {
  return (value: unknown) => {
    const problems = mismatches(schema, value);
    return problems.length === 0 ? { value } : { problems };
  };
}

async function carried(value: unknown, store: ClaimChecks): Promise<Invocation['content']> {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) <= INLINE_ANSWER_BYTES) return { answer: value };
  return { answerRef: await store.keep('answers', typeof value === 'string' ? value : json) };
}
