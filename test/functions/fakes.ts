import { UNUSED } from '../../functions/model-gateway/breaker.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { GuardTools } from '../../functions/model-gateway/guard.ts';
import { EMBEDDED } from '../../functions/prompts/prompt.ts';
import type { ModelStepEvent, ModelStepTools } from '../../functions/model-gateway/model-step.ts';
import { ModelCallError } from '../../functions/model-gateway/gateway.ts';
import type { ModelCall, ModelGateway, ModelReply } from '../../functions/model-gateway/gateway.ts';
import type { ObjectRef } from '../../functions/schemas/object-ref.ts';
import type { Answers, KeptAnswer } from '../../functions/stores/answers.ts';
import { contentName } from '../../functions/stores/claim-check.ts';
import type { ClaimChecks } from '../../functions/stores/claim-check.ts';
import type { CallFacts } from '../../functions/telemetry/model-metrics.ts';

/** A gateway that gives these replies in order; a text stands for a reply of 10 tokens in, 5 out and one cent. */
export function scriptedModels(...script: (string | Partial<ModelReply> | ModelCallError)[]) {
  const calls: ModelCall[] = [];
  const models: ModelGateway = {
    call: (call) => {
      const next = script[calls.length];
      calls.push(call);
      if (next === undefined) return Promise.reject(new Error(`call ${calls.length} was not expected`));
      if (next instanceof ModelCallError) return Promise.reject(next);
      const reply = {
        text: '',
        stop: 'done',
        usage: { inputTokens: 10, outputTokens: 5 },
        costUsd: 0.01,
        latencyMs: 7,
      } as const;
      return Promise.resolve({ ...reply, ...(typeof next === 'string' ? { text: next } : next) });
    },
  };
  return { models, calls };
}

/** Claim checks in memory; `objects` maps `bucket/key` to text, `blobs` to bytes that are none. */
export function memoryClaimChecks(
  objects = new Map<string, string>(),
  blobs = new Map<string, Uint8Array>(),
): ClaimChecks & { objects: Map<string, string>; blobs: Map<string, Uint8Array> } {
  const bytesOf = ({ bucket, key }: ObjectRef) => {
    const text = objects.get(`${bucket}/${key}`);
    return blobs.get(`${bucket}/${key}`) ?? (text === undefined ? undefined : Buffer.from(text));
  };
  const etagOf = (ref: ObjectRef) => {
    const bytes = bytesOf(ref);
    return bytes && `etag of ${contentName(bytes)}`;
  };
  return {
    objects,
    blobs,
    keep: (kind, text) => {
      const ref = { bucket: 'claims', key: `${kind}/${contentName(Buffer.from(text))}` };
      objects.set(`${ref.bucket}/${ref.key}`, text);
      return Promise.resolve(ref);
    },
    keepBytes: (kind, bytes) => {
      const ref = { bucket: 'claims', key: `${kind}/${contentName(bytes)}` };
      blobs.set(`${ref.bucket}/${ref.key}`, bytes);
      return Promise.resolve(ref);
    },
    read: ({ bucket, key }) => {
      const text = objects.get(`${bucket}/${key}`);
      const missing = Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
      return text === undefined ? Promise.reject(missing) : Promise.resolve(text);
    },
    readBytes: (ref) => Promise.resolve(bytesOf(ref) ?? Buffer.from('')),
    readUnchanged: (ref, etag) => Promise.resolve(etag === etagOf(ref) ? bytesOf(ref) : undefined),
    copyUnchanged: (kind, from, etag, name) => {
      const bytes = bytesOf(from);
      if (bytes === undefined || etag !== etagOf(from)) return Promise.resolve(undefined);
      const ref = { bucket: 'claims', key: `${kind}/${name}` };
      blobs.set(`${ref.bucket}/${ref.key}`, bytes);
      return Promise.resolve(ref);
    },
    look: (ref) => {
      const [bytes, etag] = [bytesOf(ref), etagOf(ref)];
      return Promise.resolve(bytes && etag !== undefined ? { bytes: bytes.length, etag } : undefined);
    },
  };
}

/** A guard whose breaker is always closed; `counted` lists what would be written. */
export function closedGuard() {
  const counted: string[] = [];
  const guard: GuardTools = {
    breakers: {
      read: () => Promise.resolve(UNUSED),
      count: (breaker, { id, outcome }) => {
        counted.push(`${breaker} ${id} ${outcome}`);
        return Promise.resolve(undefined);
      },
      countLost: (breaker, { id }) => {
        counted.push(`${breaker} ${id} lost`);
        return Promise.resolve(undefined);
      },
      settle: (breaker, { token }, outcome) => {
        counted.push(`${breaker} ${token} ${outcome}`);
        return Promise.resolve(undefined);
      },
    },
    clockFrom: () => () => 0,
    announce: () => Promise.resolve(),
    fault: (what, during) => void counted.push(`${what} ${during} fault`),
  };
  return { guard, counted };
}

/** Answers in memory, as `dynamodbAnswers` keeps them. */
export function memoryAnswers(kept = new Map<string, KeptAnswer>()): Answers & { kept: Map<string, KeptAnswer> } {
  return {
    kept,
    own: (id) => Promise.resolve(kept.get(id)),
    keep: (answer, _at, { own, client }) => {
      kept.set(own, answer);
      if (client !== undefined) kept.set(client, answer);
      return Promise.resolve();
    },
  };
}

/** Collects what a step would have measured, one line each. */
export function measurements() {
  const lines: string[] = [];
  return {
    lines,
    recordCall: (facts: CallFacts, _: unknown, _ms: number, outcome: string) =>
      void lines.push(`${facts.promptId} ${facts.tier} ${outcome}`),
    recordError: (facts: CallFacts, name: string) => void lines.push(`${facts.promptId} ${facts.tier} ${name}`),
    recordRoute: (workflow: string, tier: string, strategy: string) =>
      void lines.push(`${workflow} ${tier} ${strategy}`),
  };
}

/** What a step that asks models is wired with, everything in memory. */
export function stepTools(models: ModelGateway, modelId: string) {
  const measured = measurements();
  const { guard, counted } = closedGuard();
  const store = memoryClaimChecks();
  const answers = memoryAnswers();
  const tools: ModelStepTools = {
    guard,
    models,
    store,
    prompts: EMBEDDED,
    answers,
    modelIds: new Set([modelId]),
    ...measured,
  };
  return { tools, store, answers, counted, measured: measured.lines };
}

/** A first attempt that a closed breaker let in. */
export function stepEvent<Request>(request: Request, modelId: string, tier: Tier): ModelStepEvent<Request> {
  return {
    request,
    tier,
    modelId,
    maxTokens: 50,
    workflow: 'model-router',
    execution: 'e',
    admission: {
      breaker: 'b',
      generation: 0,
      attempt: 'a',
      retries: 0,
      redriven: false,
      first: true,
      at: 0,
      deadline: 600_000,
      until: 250_000,
    },
  };
}
