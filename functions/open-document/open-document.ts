import type { DocumentFormat, DocumentPart, DocumentProblem, OpenedDocument } from '../schemas/document.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { decodeText, isBlank } from '../stores/document-text.ts';
import { wordsToProcessor } from './words-to-processor.ts';
import { checkInput } from './check-input.ts';
import { PROBLEMS, unreadable } from './problems.ts';
import { MOST_PAGES, MOST_PART_BYTES, splitPdf } from './split-pdf.ts';
import type { PdfFinding } from './split-pdf.ts';
import { splitText } from './split-text.ts';
import { MOST_BYTES, taken } from './take-upload.ts';

export interface OpenDocumentTools {
  readonly store: ClaimChecks;
  /** Where a document may lie. */
  readonly buckets: readonly string[];
  /** How much of a text one call of a model reads, in UTF-16 units. */
  readonly partCharacters: number;
}

/** What is known of a document once its bytes have been looked at. */
type Opened = Pick<OpenedDocument, 'format' | 'parts' | 'warnings' | 'problem'>;

/** A file and what its name says of it. */
interface File {
  readonly source: ObjectRef;
  /** In lower case, without the dot; empty for a name without one. */
  readonly extension: string;
}

// Each is a call of a model; and the results of all travel together in one state.
const MOST_PARTS = 100;

/** Finds out what a document is and cuts it into parts. Throws InvalidInput; what is wrong with the document itself is its `problem`. */
export async function openDocument(input: unknown, tools: OpenDocumentTools): Promise<OpenedDocument> {
  const asked = checkInput(input, tools.buckets);
  const { documentId } = asked;
  if ('text' in asked) {
    // What UTF-8 cannot say would come back as another character.
    const text = asked.text.toWellFormed();
    const source = await tools.store.keep('documents', text);
    const bytes = Buffer.from(text);
    return { documentId, source, bytes: bytes.length, ...(await opened(bytes, { source, extension: 'txt' }, tools)) };
  }
  const extension = extensionOf(asked.object.key);
  const { source, bytes, content } = await taken(asked.object, tools.store);
  const document = { documentId, source, bytes };
  if (content === undefined) {
    const format = extension === 'pdf' ? 'pdf' : 'unknown';
    return { ...document, ...closed(format, PROBLEMS.tooManyBytes(bytes, MOST_BYTES)) };
  }
  return { ...document, ...(await opened(content, { source, extension }, tools)) };
}

function extensionOf(key: string): string {
  return /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? '';
}

function opened(bytes: Uint8Array, file: File, tools: OpenDocumentTools): Opened | Promise<Opened> {
  if (bytes.length === 0) return closed('unknown', PROBLEMS.empty);
  // What a file is, its first bytes say; its name only where they do not.
  if (Buffer.from(bytes.subarray(0, 5)).equals(Buffer.from('%PDF-')) || file.extension === 'pdf') {
    return openedPdf(bytes, file, tools);
  }
  const text = decodeText(bytes);
  return text === undefined ? closed('unknown', unreadable(bytes)) : openedText(text, file, tools);
}

function openedText(text: string, { source, extension }: File, { partCharacters }: OpenDocumentTools): Opened {
  const format = extension === 'md' || extension === 'markdown' ? 'md' : 'txt';
  if (isBlank(text)) return closed(format, PROBLEMS.empty);
  const stretches = splitText(text, partCharacters);
  if (stretches.length > MOST_PARTS) {
    return closed(format, PROBLEMS.tooLongText(text.length, stretches.length, MOST_PARTS));
  }
  const parts = stretches.map(({ from, to }, index): DocumentPart => {
    const label = `characters ${from + 1}-${to}`;
    return { index, of: stretches.length, label, content: { kind: 'text', ref: source, from, to } };
  });
  return { format, parts, warnings: wordsToProcessor(text) };
}

async function openedPdf(bytes: Uint8Array, { source }: File, { store }: OpenDocumentTools): Promise<Opened> {
  const parts: Omit<DocumentPart, 'of'>[] = [];
  for await (const found of splitPdf(bytes)) {
    if (found.kind !== 'part') return closed('pdf', problemOf(found));
    if (parts.length === MOST_PARTS) return closed('pdf', PROBLEMS.tooManyPdfParts(MOST_PARTS, MOST_PART_BYTES));
    const { first, last } = found;
    const label = first === last ? `page ${first}` : `pages ${first}-${last}`;
    const ref = found.bytes === undefined ? source : await store.keepBytes('documents', found.bytes);
    parts.push({ index: parts.length, label, content: { kind: 'pdf', ref } });
  }
  return { format: 'pdf', parts: parts.map((part) => ({ ...part, of: parts.length })), warnings: [] };
}

function problemOf(found: Exclude<PdfFinding, { kind: 'part' }>): DocumentProblem {
  switch (found.kind) {
    case 'empty':
      return PROBLEMS.empty;
    case 'encrypted':
      return PROBLEMS.encrypted;
    case 'unreadable':
      return PROBLEMS.brokenPdf;
    case 'too-many-pages':
      return PROBLEMS.tooManyPages(found.pages, MOST_PAGES);
    case 'page-too-large':
      return PROBLEMS.pageTooLarge(found.page, found.bytes, MOST_PART_BYTES);
  }
}

function closed(format: DocumentFormat, problem: DocumentProblem): Opened {
  return { format, parts: [], warnings: [], problem };
}
