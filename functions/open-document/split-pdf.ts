import type { PDFDocument } from '@cantoo/pdf-lib';
import { loosen } from './loosen-page.ts';

/** What opening a PDF brings to light, one after the other: parts in order, and why there are no more of them. */
export type PdfFinding =
  | {
      readonly kind: 'part';
      /** From 1. */
      readonly first: number;
      readonly last: number;
      /** Absent when the file goes to the model as it is. */
      readonly bytes?: Uint8Array;
    }
  | { readonly kind: 'unreadable' | 'encrypted' | 'empty' }
  | { readonly kind: 'too-many-pages'; readonly pages: number }
  | { readonly kind: 'page-too-large'; readonly page: number; readonly bytes: number };

// Converse takes 4.5 MB a document, and does not say whether these are 10^6 or 2^20 bytes.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html
export const MOST_PART_BYTES = 4_500_000;
/** A page is 2,000 tokens or so: a part leaves room in the smallest context window of the catalog, and its answer stays short. */
const MOST_PART_PAGES = 20;
/** What a split may take of a Lambda's time, and of a reviewer's. */
export const MOST_PAGES = 500;

type Library = typeof import('@cantoo/pdf-lib');

/** Opens a PDF, and cuts it by pages where it is too large for one call. Only one part is in memory beside the document. */
export async function* splitPdf(bytes: Uint8Array): AsyncGenerator<PdfFinding> {
  // One that was cut off on its way would open with the pages that came, and nobody would miss the others.
  if (!hasEnd(bytes)) return yield { kind: 'unreadable' };
  // Half a megabyte of code that texts do not need.
  const library = await import('@cantoo/pdf-lib');
  let document: PDFDocument;
  let pages: number;
  try {
    const parseSpeed = library.ParseSpeeds.Fastest;
    document = await library.PDFDocument.load(bytes, { updateMetadata: false, parseSpeed });
    // It is lenient: what is no PDF at all shows when its pages are counted.
    pages = document.getPageCount();
  } catch (error) {
    return yield { kind: error instanceof library.EncryptedPDFError ? 'encrypted' : 'unreadable' };
  }
  if (pages === 0) return yield { kind: 'empty' };
  if (pages > MOST_PAGES) return yield { kind: 'too-many-pages', pages };
  if (pages <= MOST_PART_PAGES && bytes.length <= MOST_PART_BYTES) return yield { kind: 'part', first: 1, last: pages };
  yield* cut(document, pages, library);
}

// Readers look for the mark in the last kilobyte.
const TAIL_BYTES = 1024;

function hasEnd(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-TAIL_BYTES)).includes('%%EOF');
}

/** As many pages at a time as fit: fewer after a part that is too large, more again after one that is small. */
async function* cut(document: PDFDocument, pages: number, library: Library): AsyncGenerator<PdfFinding> {
  let size = MOST_PART_PAGES;
  for (let from = 0; from < pages;) {
    const to = Math.min(from + size, pages);
    let bytes: Uint8Array;
    try {
      bytes = await copyOf(document, from, to, library);
    } catch {
      // Objects that are not what they are taken for, or that refer to each other without an end.
      return yield { kind: 'unreadable' };
    }
    if (bytes.length > MOST_PART_BYTES) {
      if (to - from === 1) return yield { kind: 'page-too-large', page: to, bytes: bytes.length };
      size = Math.ceil((to - from) / 2);
      continue;
    }
    yield { kind: 'part', first: from + 1, last: to, bytes };
    from = to;
    if (bytes.length <= MOST_PART_BYTES / 2) size = Math.min(size * 2, MOST_PART_PAGES);
  }
}

/** A PDF of some pages, by index, the end not included. */
async function copyOf(document: PDFDocument, from: number, to: number, library: Library): Promise<Uint8Array> {
  const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
  for (const index of indices) loosen(document.getPage(index), library);
  const part = await library.PDFDocument.create({ updateMetadata: false });
  for (const page of await part.copyPages(document, indices)) part.addPage(page);
  return part.save({ addDefaultPage: false, updateFieldAppearances: false, objectsPerTick: Infinity });
}
