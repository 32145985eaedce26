/** A document, and what must become of it, worked out from how it was made. */
export interface PlannedDocument {
  readonly documentId: string;
  readonly kind: string;
  readonly text: string;
  readonly expects: {
    readonly type: 'invoice' | 'contract' | 'proposal_request' | 'unknown';
    readonly status: 'complete' | 'partial' | 'failed';
    /** The members that must be in the result, each as it is. */
    readonly result?: Readonly<Record<string, unknown>>;
    /** Of an invoice: whether it agrees with its order. */
    readonly matches?: boolean;
    readonly problem?: string;
    /** Whether a reviewer is warned of words to its reader. */
    readonly warned?: boolean;
  };
}

export interface Kind {
  /** How many of a turn of the wheel. */
  readonly share: number;
  readonly make: (index: number, documentId: string) => PlannedDocument;
}

/** A purchase order as `npm run seed` writes it. */
export interface Order {
  readonly number: string;
  readonly vendor: string;
  readonly currency: string;
  readonly lines: readonly { readonly description: string; readonly quantity: number; readonly unitPrice: number }[];
}
