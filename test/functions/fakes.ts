import { ModelCallError } from '../../functions/model-gateway/gateway.ts';
import type { ModelCall, ModelGateway, ModelReply } from '../../functions/model-gateway/gateway.ts';
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

/** Claim checks in memory; `objects` maps `bucket/key` to text. */
export function memoryClaimChecks(objects = new Map<string, string>()): ClaimChecks & { objects: Map<string, string> } {
  return {
    objects,
    keep: (kind, text) => {
      const ref = { bucket: 'claims', key: `${kind}/${objects.size}` };
      objects.set(`${ref.bucket}/${ref.key}`, text);
      return Promise.resolve(ref);
    },
    read: ({ bucket, key }) => Promise.resolve(objects.get(`${bucket}/${key}`) ?? ''),
    size: ({ bucket, key }) => Promise.resolve(objects.get(`${bucket}/${key}`)?.length),
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
