import { bedrockGateway } from '../../functions/model-gateway/bedrock.ts';
import type { AttachedDocument, ModelReply } from '../../functions/model-gateway/gateway.ts';
import { structuredCall } from '../../functions/model-gateway/structured.ts';
import { analyzeContract, checkContract } from '../../functions/prompts/analyze-contract.ts';
import { checkClassification, classifyDocument } from '../../functions/prompts/classify-document.ts';
import type { DocumentInput } from '../../functions/prompts/the-document.ts';
import { checkInvoice, extractInvoice } from '../../functions/prompts/extract-invoice.ts';
import { checkProposal, generateProposal } from '../../functions/prompts/generate-proposal.ts';
import { rendered } from '../../functions/prompts/prompt.ts';
import type { Prompt } from '../../functions/prompts/prompt.ts';
import type { Checked } from '../../functions/schemas/checked.ts';
import type { Classification } from '../../functions/schemas/document.ts';
import type { Contract, Invoice, Proposal } from '../../functions/schemas/results.ts';
import type { ModelRequest } from '../../local/models/driver.ts';
import { createDriver } from '../../samples/offline-driver.ts';

/** A document as a step sends it: its words, or a PDF's bytes. */
export type Sent = string | Uint8Array;

const driver = createDriver();
const PART = { label: 'characters 1-12000', of: 1 };

/** What the app's own prompts and checks make of the offline model's answers, by way of the app's own gateway. */
export const classified = (sent: Sent): Promise<Classification> =>
  asked(classifyDocument, checkClassification, sent, {});
export const extracted = (sent: Sent): Promise<Invoice> => asked(extractInvoice, checkInvoice, sent, {});
export const analyzed = (sent: Sent): Promise<Contract> => asked(analyzeContract, checkContract, sent, {});
export const proposed = (sent: Sent, deal: unknown = null): Promise<Proposal> =>
  asked(generateProposal, checkProposal, sent, { deal });

async function asked<Input extends DocumentInput, T>(
  prompt: Prompt<Input>,
  check: (value: unknown) => Checked<T>,
  sent: Sent,
  more: Omit<Input, keyof DocumentInput>,
  broken = 0,
): Promise<T> {
  const text = typeof sent === 'string' ? sent : undefined;
  const { id: promptId, system, schema } = prompt;
  const content = rendered(prompt, { ...more, ...(text !== undefined && { text }), part: PART } as Input);
  const documents = typeof sent === 'string' ? [] : [attached(sent)];
  const messages = [{ role: 'user', content, documents }] as const;
  const call = { promptId, modelId: 'us.anthropic.claude-sonnet-5-5', system, schema, messages, maxTokens: 8000 };
  const reply = await structuredCall(offline(broken), call, check);
  if (reply.kind !== 'valid') throw new Error(`${promptId}: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** Answers the invoice of a text after its first answers were broken, as a fault breaks them. */
export const extractedAfter = (broken: number, sent: Sent): Promise<Invoice> =>
  asked(extractInvoice, checkInvoice, sent, {}, broken);

function attached(bytes: Uint8Array): AttachedDocument {
  return { name: 'Document 1', format: 'pdf', bytes, ref: { bucket: 'b', key: 'documents/1' } };
}

/** The app's gateway with the offline driver where Bedrock would be. */
function offline(broken: number) {
  let calls = 0;
  const send = async ({ input }: { input: Omit<ModelRequest, 'signal'> }) => {
    const promptId = input.requestMetadata?.promptId;
    const answer = await driver.answer({ ...input, promptId, signal: new AbortController().signal } as ModelRequest);
    if (++calls > broken) return answer;
    return { ...answer, output: { message: { role: 'assistant', content: [{ text: '{"vendor": "Bri' }] } } };
  };
  const gateway = bedrockGateway({ timeoutSeconds: 60, connect: () => ({ send }) as never });
  return { call: (call: Parameters<typeof gateway.call>[0]): Promise<ModelReply> => gateway.call(call) };
}

/** An invoice's lines as expectations write them. */
export function rowsOf({ lines }: Invoice): readonly unknown[] {
  return lines.map(({ description, quantity, unitPrice, amount }) => [description, quantity, unitPrice, amount]);
}
