import { rendered } from '../prompts/prompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { DocumentInput } from '../prompts/the-document.ts';
import type { DocumentPart } from '../schemas/document.ts';
import { readPart } from '../stores/document-parts.ts';
import { modelStep } from './model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from './model-step.ts';
import type { Check } from './structured.ts';

/** What a model is asked about one part of a document. */
export interface PartRequest {
  readonly documentId: string;
  readonly part: DocumentPart;
}

export interface PartStep {
  readonly prompt: Prompt<DocumentInput>;
  readonly slowAfterMs: number;
  /** The answers of up to 100 parts share one state; absent for an answer that has it to itself. */
  readonly inlineBytes?: number;
  /** What the model sees of a text; all of it, unless this says otherwise. */
  readonly excerpt?: (text: string) => string;
  /** Judges an answer; `text` is absent for a part that is attached as a PDF. */
  readonly check: (value: unknown, text?: string) => ReturnType<Check<unknown>>;
}

/**
 * Of the 256 KiB of a state: 100 answers, each with its part and what was spent on it (some 200 bytes), are 220 KB; the purchase
 * order beside them has up to 16 KB.
 */
export const SHARED_STATE_BYTES = 2_000;

/** Asks one model about one part of a document, in words or with the part attached. */
export function partStep(
  event: ModelStepEvent<PartRequest>,
  { prompt: embedded, excerpt = (text) => text, check, ...step }: PartStep,
  tools: ModelStepTools,
): Promise<ModelStepAnswer> {
  const { request, maxTokens } = event;
  const { part } = request;
  const { id: promptId, schema } = embedded;
  return modelStep(
    event,
    {
      promptId,
      ...step,
      question: async () => {
        const [prompt, read] = await Promise.all([tools.prompts.pinned(embedded), readPart(part, tools.store)]);
        const common = { promptId, system: prompt.system, schema, maxTokens };
        if (read.kind === 'pdf') {
          const message = { role: 'user', content: rendered(prompt, { part }), documents: [read.document] } as const;
          return { ...common, messages: [message], check: (value) => check(value) };
        }
        const { text } = read;
        const message = { role: 'user', content: rendered(prompt, { part, text: excerpt(text) }) } as const;
        return { ...common, messages: [message], check: (value) => check(value, text) };
      },
    },
    tools,
  );
}
