import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { Message } from '../model-gateway/gateway.ts';
import { modelStep } from '../model-gateway/model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { checkProposal, generateProposal as embedded } from '../prompts/generate-proposal.ts';
import type { ProposalInput } from '../prompts/generate-proposal.ts';
import { rendered } from '../prompts/prompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { Deal } from '../schemas/deal.ts';
import type { DocumentPart } from '../schemas/document.ts';
import { partsInOneQuestion, readPart } from '../stores/document-parts.ts';

export interface ProposalRequest {
  readonly documentId: string;
  readonly parts: readonly DocumentPart[];
  /** What sales has on record; null when the request names no deal that is known. */
  readonly deal: Deal | null;
}

/**
 * Writes the proposal that answers a request, all of it in one question; the answer is a `Proposal`. PDFs beyond the five that a
 * question takes stay unread, which `check-completeness` says.
 */
export function generateProposal(
  event: ModelStepEvent<ProposalRequest>,
  tools: ModelStepTools,
): Promise<ModelStepAnswer> {
  const { request, tier, maxTokens } = event;
  const { id: promptId, schema } = embedded;
  return modelStep(
    event,
    {
      promptId,
      slowAfterMs: SLOW_CALL_MS[tier],
      question: async () => {
        const prompt = await tools.prompts.pinned(embedded);
        const messages = [await messageOf(request, prompt, tools)];
        return { promptId, system: prompt.system, schema, messages, maxTokens, check: checkProposal };
      },
    },
    tools,
  );
}

async function messageOf(
  { parts, deal }: ProposalRequest,
  prompt: Prompt<ProposalInput>,
  { store }: ModelStepTools,
): Promise<Message> {
  const { read, unread } = partsInOneQuestion(parts);
  const contents = await Promise.all(read.map((part) => readPart(part, store)));
  const documents = contents.flatMap((one) => (one.kind === 'pdf' ? [one.document] : []));
  const text = contents.map((one) => (one.kind === 'text' ? one.text : '')).join('');
  const part = unread.length === 0 ? WHOLE : { label: `${read[0]?.label} to ${read.at(-1)?.label}`, of: parts.length };
  return {
    role: 'user',
    content: rendered(prompt, { part, deal, ...(documents.length === 0 && { text }) }),
    ...(documents.length > 0 && { documents }),
  };
}

/** However many parts there are: the model sees them all at once. */
const WHOLE = { label: '', of: 1 };
