import type { ModelGateway } from '../model-gateway/gateway.ts';
import type { Spent } from '../model-gateway/pricing.ts';
import { structuredCall } from '../model-gateway/structured.ts';
import { classifyComplexity, complexityVerdict } from '../prompts/classify-complexity.ts';
import type { ComplexityVerdict } from '../prompts/classify-complexity.ts';
import type { ModelRequest } from '../schemas/model-request.ts';
import { promptOf } from '../stores/claim-check.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { CallFacts } from '../telemetry/model-metrics.ts';

export interface ClassifyEvent {
  readonly request: ModelRequest;
  /** The state machine's name, a dimension of the metrics. */
  readonly workflow: string;
}

/** The verdict, or `classified: false` when the model's answer was none; both have been paid for. */
export type Classification = Spent &
  (({ readonly classified: true } & ComplexityVerdict) | { readonly classified: false });

export interface ClassifyTools {
  readonly models: ModelGateway;
  readonly store: Pick<ClaimChecks, 'read'>;
  readonly modelId: string;
  readonly recordCall: (facts: CallFacts, spent: Spent, latencyMs: number, outcome: string) => void;
  readonly recordError: (facts: CallFacts, errorName: string) => void;
}

// A verdict has about 60 tokens; the cap keeps a talkative answer from costing time and money.
const MAX_TOKENS = 200;

/** Asks the small model how complex a prompt is. Throws what the gateway throws. */
export async function classifyPrompt(
  { request, workflow }: ClassifyEvent,
  tools: ClassifyTools,
): Promise<Classification> {
  const { models, modelId } = tools;
  const { id: promptId, system, schema, render } = classifyComplexity;
  const facts: CallFacts = { workflow, tier: 'haiku', modelId, promptId, clientId: request.clientId };
  const content = render(await promptOf(request, tools.store));
  const call = {
    promptId,
    modelId,
    system,
    schema,
    messages: [{ role: 'user', content }],
    maxTokens: MAX_TOKENS,
  } as const;
  try {
    const reply = await structuredCall(models, call, checkVerdict);
    tools.recordCall(facts, reply.spent, reply.latencyMs, reply.kind);
    return reply.kind === 'valid'
      ? { classified: true, ...reply.value, ...reply.spent }
      : { classified: false, ...reply.spent };
  } catch (error) {
    tools.recordError(facts, error instanceof Error ? error.name : 'Error');
    throw error;
  }
}

function checkVerdict(value: unknown): { value: ComplexityVerdict } | { problems: readonly string[] } {
  const parsed = complexityVerdict.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'answer'}: ${code}`) };
}
