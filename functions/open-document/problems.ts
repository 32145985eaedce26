import type { DocumentProblem } from '../schemas/document.ts';

/** What reviewers read of a document that no model can work on: what is wrong, and what helps. */
export const PROBLEMS = {
  empty: problem('EmptyDocument', 'The document is empty. Ask for it again.'),
  encrypted: problem('EncryptedDocument', 'The PDF is protected by a password. Ask for it without one.'),
  brokenPdf: problem(
    'UnreadableDocument',
    'The file is called a PDF but cannot be opened as one; it may have been cut off on its way. Ask for it again.',
  ),
  tooManyBytes: (bytes: number, most: number) => tooLarge(`The file has ${megabytes(bytes)}`, megabytes(most)),
  tooManyPages: (pages: number, most: number) => tooLarge(`The PDF has ${pages} pages`, String(most)),
  pageTooLarge: (page: number, bytes: number, most: number) =>
    problem(
      'DocumentTooLarge',
      `Page ${page} of the PDF has ${megabytes(bytes)} with its pictures and fonts, and a model takes at most ${megabytes(most)}. Ask for a smaller scan.`,
    ),
  tooManyPdfParts: (most: number, bytes: number) =>
    problem(
      'DocumentTooLarge',
      `The PDF falls into more than ${most} parts of at most ${megabytes(bytes)}. Ask for a smaller scan, or for several files.`,
    ),
  tooLongText: (characters: number, parts: number, most: number) =>
    tooLarge(`The text has ${characters} characters, which are ${parts} parts`, `${most} parts`),
} satisfies Record<string, DocumentProblem | ((...facts: never[]) => DocumentProblem)>;

/** Kinds of files that people send all the same, by their first bytes in hexadecimal. */
const OTHER_KINDS: readonly (readonly [bytes: string, kind: string])[] = [
  ['504b0304', 'a Word, Excel or ZIP file'],
  ['d0cf11e0', 'a file of an old Word or Excel'],
  ['89504e47', 'a picture (PNG)'],
  ['ffd8ff', 'a picture (JPEG)'],
  ['49492a00', 'a picture (TIFF)'],
  ['4d4d002a', 'a picture (TIFF)'],
];

/** For bytes that are neither a PDF nor a text. */
export function unreadable(bytes: Uint8Array): DocumentProblem {
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  const kind = OTHER_KINDS.find(([magic]) => begin.startsWith(magic))?.[1];
  const what = kind === undefined ? 'The file is neither a PDF nor a text' : `The file is ${kind}`;
  return problem('UnreadableDocument', `${what}. Ask for a PDF, or for a text in UTF-8.`);
}

function tooLarge(is: string, most: string): DocumentProblem {
  return problem('DocumentTooLarge', `${is}, and at most ${most} are read. Ask for several files.`);
}

function problem(code: DocumentProblem['code'], message: string): DocumentProblem {
  return { code, message };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
