import type { AttachedDocument } from '../model-gateway/gateway.ts';
import type { DocumentPart } from '../schemas/document.ts';
import type { ClaimChecks } from './claim-check.ts';
import { decodeText } from './document-text.ts';

/** How many documents a question may have. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html */
export const MOST_ATTACHED = 5;

/** A part as a question takes it: in words, or attached. */
export type ReadPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'pdf'; readonly document: AttachedDocument };

/** Reads a part from where it lies. */
export async function readPart(
  { index, label, content }: DocumentPart,
  store: Pick<ClaimChecks, 'readBytes'>,
): Promise<ReadPart> {
  const { ref } = content;
  const bytes = await store.readBytes(ref);
  if (content.kind === 'pdf') {
    return { kind: 'pdf', document: { name: `Document ${index + 1}`, format: 'pdf', bytes, ref } };
  }
  const text = decodeText(bytes) ?? '';
  if (text.length < content.to) {
    throw new Error(
      `s3://${ref.bucket}/${ref.key} has ${text.length} characters of text, and a part of it is ${label}: it changed since it was opened`,
    );
  }
  return { kind: 'text', text: text.slice(content.from, content.to) };
}

/** Parts that fit into one question: all that are text, and as many PDFs as a question may have. */
export function partsInOneQuestion<Part extends Pick<DocumentPart, 'content'>>(
  parts: readonly Part[],
): { readonly read: readonly Part[]; readonly unread: readonly Part[] } {
  const pdfs = parts.filter(({ content }) => content.kind === 'pdf');
  const unread = new Set(pdfs.slice(MOST_ATTACHED));
  return { read: parts.filter((part) => !unread.has(part)), unread: [...unread] };
}
