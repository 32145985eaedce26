import type { Prompts } from '../prompts/prompt.ts';
import type { ModelRequest } from '../schemas/model-request.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import { ownId } from '../stores/answers.ts';
import type { Answers } from '../stores/answers.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { CallFacts } from '../telemetry/model-metrics.ts';
import type { Tier } from './catalog.ts';
import { DEADLINE_EXCEEDED, MALFORMED_ANSWER } from './errors.ts';
import { ModelCallError } from './gateway.ts';
import type { Message, ModelCall, ModelGateway, Stop } from './gateway.ts';
import { guarded } from './guard.ts';
import type { Admission, GuardTools } from './guard.ts';
import type { ModelIds } from './model-ids.ts';
import type { Spent } from './pricing.ts';
import { structuredCall, toolTurn } from './structured.ts';
import type { Check } from './structured.ts';

/** What the states of a guarded call send to a step that asks a model. */
export interface ModelStepEvent<Request = ModelRequest> {
  readonly request: Request;
  readonly tier: Tier;
  readonly modelId: string;
  /** At most what the request asks for; half of it after a timeout. */
  readonly maxTokens: number;
  /** The state machine's name, a dimension of the metrics. */
  readonly workflow: string;
  readonly execution: string;
  /** Which rule chose the first tier of the chain; absent for a call that no route led to. */
  readonly strategy?: string;
  /** Under which the answer is kept for its client; absent or empty for no client. */
  readonly answerKey?: string;
  readonly admission: Admission;
}

/** What they get back. */
export interface ModelStepAnswer extends Spent {
  readonly outcome: 'answered' | Exclude<Stop, 'done' | 'malformed'>;
  /** A `ToolTurn` where the outcome is `tools`. */
  readonly content: { readonly answer: unknown } | { readonly answerRef: ObjectRef };
  readonly model: { readonly tier: string; readonly modelId: string };
  /** As the model tells it, without the time that a caller waits for the function and its retries. */
  readonly latencyMs: number;
}

/** What a step asks, of whatever model the chain has come to. */
export interface Question extends Omit<ModelCall, 'modelId' | 'withinMs'> {
  /** How an answer is judged, for a question with a schema. */
  readonly check?: Check<unknown>;
}

export interface ModelStepTools {
  readonly models: ModelGateway;
  readonly modelIds: ModelIds;
  readonly store: ClaimChecks;
  readonly prompts: Prompts;
  readonly answers: Answers;
  readonly guard: GuardTools;
  readonly recordCall: (facts: CallFacts, spent: Spent, latencyMs: number, outcome: string) => void;
  readonly recordError: (facts: CallFacts, errorName: string) => void;
  readonly recordRoute: (workflow: string, tier: Tier, strategy: string) => void;
}

export interface ModelStep {
  readonly promptId: string;
  readonly clientId?: string;
  /** An answer that takes longer counts as a failure for the breaker. */
  readonly slowAfterMs: number;
  /** A larger answer goes to the claim checks; 128 KiB, unless many answers share one state. */
  readonly inlineBytes?: number;
  readonly question: () => Promise<Question>;
}

// Of the 256 KiB that a state carries; the rest is for the request, the attempts and Lambda's own envelope.
const INLINE_ANSWER_BYTES = 128 * 1024;

/** Asks one model, once, under its breaker. Throws what the gateway throws, and MalformedAnswer with what was paid for it. */
export async function modelStep(
  event: ModelStepEvent<unknown>,
  { promptId, clientId, slowAfterMs, inlineBytes = INLINE_ANSWER_BYTES, question }: ModelStep,
  tools: ModelStepTools,
): Promise<ModelStepAnswer> {
  const { tier, modelId, workflow } = event;
  if (!tools.modelIds.has(modelId))
    throw new Error(`this function has no grant for model ${modelId}; see models.grantUse in infra`);
  const facts: CallFacts = { workflow, tier, modelId, promptId, clientId };
  const now = tools.guard.clockFrom(event.admission.at);
  let own = '';
  const { reply, counted } = await guarded(event.admission, slowAfterMs, now, tools.guard, async (admission) => {
    const asked = await question();
    const { promptId: asking, system, messages, schema, tools: offered } = asked;
    own = ownId(workflow, event.execution, [asking, system, messages.map(named), schema, offered]);
    const before = admission.first ? undefined : await answeredBefore(own, tools);
    return before ?? ask({ ...asked, modelId }, admission, facts, now, tools);
  });
  const { outcome, usage, costUsd, latencyMs } = reply;
  if (reply.replayed) {
    await counted;
    return reply.answer;
  }
  tools.recordCall(facts, { usage, costUsd }, latencyMs, outcome);
  if (outcome === 'malformed') {
    await counted;
    throw new ModelCallError(MALFORMED_ANSWER, JSON.stringify({ usage, costUsd }));
  }
  if (event.strategy !== undefined) tools.recordRoute(workflow, tier, event.strategy);
  const kept = async (): Promise<ModelStepAnswer> => {
    const content = await carried(reply.value, inlineBytes, tools.store);
    const answer = { outcome, content, model: { tier, modelId }, usage, costUsd, latencyMs };
    const client = outcome === 'answered' && event.answerKey ? event.answerKey : undefined;
    await keep(answer, { own, client }, now(), tools);
    return answer;
  };
  const [answer] = await Promise.all([kept(), counted]);
  return answer;
}

/** A message with its documents by their addresses: the same question, without megabytes to hash. */
function named({ documents, ...message }: Message): object {
  return { ...message, documents: documents?.map(({ bytes: _bytes, ...document }) => document) };
}

interface Said extends Spent {
  readonly outcome: ModelStepAnswer['outcome'] | 'malformed';
  readonly value: unknown;
  readonly latencyMs: number;
  readonly replayed: false;
}

async function ask(
  { check, ...call }: Question & Pick<ModelCall, 'modelId'>,
  { deadline, probe }: Admission,
  facts: CallFacts,
  now: () => number,
  { models, recordError }: ModelStepTools,
): Promise<Said> {
  const bounded: ModelGateway = {
    call: async (one) => {
      // A probe that outlives its lease would be one beside the next.
      const withinMs = Math.min(deadline, probe?.until ?? Infinity) - now();
      if (withinMs <= 0) throw new ModelCallError(DEADLINE_EXCEEDED, 'no time is left for a call');
      try {
        return await models.call({ ...one, withinMs });
      } catch (error) {
        recordError(facts, error instanceof Error ? error.name : 'Error');
        throw error;
      }
    },
  };
  if (check === undefined) {
    const reply = await bounded.call(call);
    const { text, stop, usage, costUsd, latencyMs } = reply;
    const value = stop === 'tools' ? toolTurn(reply) : text;
    return { outcome: stop === 'done' ? 'answered' : stop, value, usage, costUsd, latencyMs, replayed: false };
  }
  const { spent, latencyMs, ...reply } = await structuredCall(bounded, call, check);
  const paid = { ...spent, latencyMs, replayed: false } as const;
  switch (reply.kind) {
    case 'valid':
      return { outcome: 'answered', value: reply.value, ...paid };
    case 'tools':
      return { outcome: 'tools', value: reply.turn, ...paid };
    case 'declined':
      return { outcome: reply.reply.stop === 'guardrail' ? 'guardrail' : 'refused', value: reply.reply.text, ...paid };
    case 'malformed':
      return { outcome: 'malformed', value: undefined, ...paid };
  }
}

/** The answer that a run had whose word never reached the state machine; it is not paid for again. */
async function answeredBefore(own: string, { answers, guard }: ModelStepTools) {
  try {
    const kept = await answers.own(own);
    if (kept === undefined) return undefined;
    const answer: ModelStepAnswer = {
      ...(JSON.parse(kept.rest) as Omit<ModelStepAnswer, 'content' | 'model'>),
      content: JSON.parse(kept.content) as ModelStepAnswer['content'],
      model: { tier: kept.tier, modelId: kept.modelId },
    };
    return { ...answer, answer, replayed: true } as const;
  } catch (error) {
    guard.fault('answers', 'read', error);
    return undefined;
  }
}

/** What cannot be kept is lost for later; it must not cost the answer now. */
async function keep(
  { content, model, ...rest }: ModelStepAnswer,
  ids: { readonly own: string; readonly client?: string },
  at: number,
  { answers, guard }: ModelStepTools,
): Promise<void> {
  try {
    const kept = { content: JSON.stringify(content), ...model, rest: JSON.stringify(rest) };
    await answers.keep(kept, at, ids);
  } catch (error) {
    guard.fault('answers', 'write', error);
  }
}

async function carried(value: unknown, most: number, store: ClaimChecks): Promise<ModelStepAnswer['content']> {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) <= most) return { answer: value };
  return { answerRef: await store.keep('answers', typeof value === 'string' ? value : json) };
}
