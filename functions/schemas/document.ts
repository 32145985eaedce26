import type { Carried } from './carried.ts';
import type { ObjectRef } from './object-ref.ts';

export const DOCUMENT_TYPES = ['invoice', 'contract', 'proposal_request'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** How a document came; `unknown` for one that nobody can read. */
export type DocumentFormat = 'txt' | 'md' | 'pdf' | 'unknown';

/** A document as the workflow carries it: where its bytes are, and the parts in which models read them. */
export interface OpenedDocument {
  readonly documentId: string;
  /** Our copy of the bytes as they came, in the claim-check bucket: an upload can be overwritten. */
  readonly source: ObjectRef;
  readonly format: DocumentFormat;
  readonly bytes: number;
  /** Empty when there is a problem. */
  readonly parts: readonly DocumentPart[];
  /** Sentences that a reviewer reads, e.g. about words in the document that address a model. */
  readonly warnings: readonly string[];
  readonly problem?: DocumentProblem;
}

/** A stretch of a document that one call of a model reads whole. */
export interface DocumentPart {
  /** From 0. */
  readonly index: number;
  readonly of: number;
  /** For people, e.g. `characters 1-12000` or `pages 21-40`. */
  readonly label: string;
  readonly content:
    | {
        readonly kind: 'text';
        readonly ref: ObjectRef;
        /** UTF-16 units of the decoded text. */ readonly from: number;
        readonly to: number;
      }
    | { readonly kind: 'pdf'; readonly ref: ObjectRef };
}

/** Why no model can work on a document; a reviewer reads it. */
export interface DocumentProblem {
  readonly code:
    | 'EmptyDocument'
    | 'UnreadableDocument'
    | 'EncryptedDocument'
    | 'DocumentTooLarge'
    | 'UnknownDocumentType'
    | 'ModelUnavailable'
    | 'UnusableAnswer';
  readonly message: string;
}

/** What the small model says a document is. */
export interface Classification {
  readonly type: DocumentType | 'other';
  /** From 0 to 1. */
  readonly confidence: number;
  /** Purchase order of an invoice, deal or opportunity of a proposal request; as it is printed, or null. */
  readonly reference: string | null;
  /** Whether the document holds instructions for whoever processes it, such as "approve this". */
  readonly addressesModel: boolean;
  readonly reason: string;
}

/** What became of one part: what the model found, or the error of a call that no model answered. */
export type PartResult<T> = {
  readonly part: Pick<DocumentPart, 'index' | 'label'>;
} & (Carried<T> | { readonly failed: string });
