import type { DocumentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { bedrockError } from '../../models/bedrock-errors.ts';

// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-api-restrictions.html
const MOST_DOCUMENTS = 5;
/**
 * 4.5 MB. Claude 4 and later take larger PDFs; the limit of all other models and of the console is held for them too, since
 * an app that keeps it works with each.
 */
const MOST_BYTES = 4.5 * 1024 * 1024;

const FORMATS: readonly string[] = ['xlsx', 'txt', 'pdf', 'csv', 'md', 'doc', 'html', 'xls', 'docx'];

// Bedrock takes underscores too, though its message does not list them; of white space, single blanks only.
const NAME = /^(?!.* {2})[A-Za-z0-9_\-()[\] ]{1,200}$/;

interface Placed {
  /** From 0, of the message and of the block in it. */
  readonly message: number;
  readonly block: number;
  readonly document: DocumentBlock;
}

/** Throws the ValidationException that Bedrock answers with to a document that it cannot take, or to too many. */
export function checkDocuments(messages: readonly Message[]): void {
  const placed = messages.flatMap(({ content = [] }, message) =>
    content.flatMap(({ document }, block): Placed[] => (document === undefined ? [] : [{ message, block, document }])),
  );
  if (placed.length === 0) return;
  placed.forEach(checkForm);
  messages.forEach(checkCompany);
  if (placed.length > MOST_DOCUMENTS) {
    refuse(
      `You can't include more than ${MOST_DOCUMENTS} documents in a request. ` +
        'Reduce the number of documents and retry your request.',
    );
  }
  // Names are compared over the whole conversation.
  if (new Set(placed.map(({ document }) => document.name)).size < placed.length)
    refuse("Messages can't contain duplicate document names. Rename the document and retry your request.");
  placed.forEach(checkBytes);
}

function checkForm({ message, block, document: { name = '', format = 'txt' } }: Placed): void {
  if (!FORMATS.includes(format)) {
    // AWS counts members from 1 here.
    const at = `messages.${message + 1}.member.content.${block + 1}.member.document.format`;
    refuse(
      `1 validation error detected: Value '${format}' at '${at}' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${FORMATS.join(', ')}]`,
    );
  }
  if (!NAME.test(name)) {
    refuse(
      'The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and ' +
        "square brackets. The name can't contain more than one consecutive whitespace character. " +
        'Check that the file name conforms to these restrictions and retry your request.',
    );
  }
}

function checkCompany({ role, content = [] }: Message): void {
  if (!content.some(({ document }) => document !== undefined)) return;
  if (role !== 'user') {
    refuse(
      'The document content block is only supported in user messages. Remove it from the assistant message and try again.',
    );
  }
  if (!content.some(({ text }) => text !== undefined))
    refuse('A text block must be included when using documents. Add a text block and retry your request.');
}

function checkBytes({ message, block, document }: Placed): void {
  const source = document.source;
  if (source?.bytes === undefined && source?.s3Location === undefined && document.citations?.enabled !== true) {
    refuse(
      `DocumentSource object at messages.${message}.content.${block}.document.source ` +
        'must set one of the following keys: bytes, s3Location.',
    );
  }
  const bytes = source?.bytes;
  if (bytes === undefined) return;
  if (bytes.length > MOST_BYTES)
    refuse('The maximum document size is 4.5 MB. Reduce the size of your document and retry your request.');
  if (document.format === 'pdf' && !isPdf(bytes)) {
    refuse(
      `The model returned the following errors: messages.${message}.content.${block}.pdf.source.base64.data: ` +
        'The PDF specified was not valid.',
    );
  }
}

// Some writers put a few bytes before the header, which every reader forgives.
function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

function refuse(message: string): never {
  throw bedrockError('ValidationException', message);
}
