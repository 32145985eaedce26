/** What is found in a document, as reviewers see and edit it. Absent in the document: null, never a guess. */
export interface Invoice {
  readonly vendor: string | null;
  readonly invoiceNumber: string | null;
  /** YYYY-MM-DD. */
  readonly invoiceDate: string | null;
  readonly purchaseOrder: string | null;
  /** ISO 4217. */
  readonly currency: string | null;
  readonly lines: readonly InvoiceLine[];
  /** As the invoice says, not as counted. */
  readonly declaredLineCount: number | null;
  readonly subtotal: number | null;
  readonly tax: number | null;
  readonly total: number | null;
}

export interface InvoiceLine {
  readonly description: string;
  readonly quantity: number;
  /** In the invoice's currency, as `amount` is. */
  readonly unitPrice: number;
  readonly amount: number;
}

export interface Contract {
  readonly parties: readonly string[];
  /** YYYY-MM-DD. */
  readonly effectiveDate: string | null;
  /** What one party pays the other over the whole term. */
  readonly value: number | null;
  readonly currency: string | null;
  /** The numbers of all clauses, as printed, e.g. `1`, `2.3`. */
  readonly clauses: readonly string[];
  readonly findings: readonly ContractFinding[];
}

export interface ContractFinding {
  /** The number of the clause as printed. */
  readonly clause: string;
  /** The words of the clause that carry the risk, verbatim. */
  readonly quote: string;
  readonly risk: string;
  readonly severity: 'low' | 'medium' | 'high';
  readonly recommendation: string;
}

export interface Proposal {
  readonly title: string;
  readonly customer: string | null;
  /** In the order of the template, `PROPOSAL_TEMPLATE`. */
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  /** The price that the proposal names. */
  readonly total: number | null;
  readonly currency: string | null;
  /** What was taken for granted because request and deal do not say. */
  readonly assumptions: readonly string[];
}

export type DocumentResult = Invoice | Contract | Proposal;

/** The headings that every proposal has, in order. */
export const PROPOSAL_TEMPLATE = [
  'Understanding of your needs',
  'Proposed solution',
  'Scope and deliverables',
  'Timeline',
  'Price',
  'Terms',
] as const;

/** Whether a result says all that its document says; a gap is a sentence that a reviewer reads. */
export interface Completeness {
  readonly complete: boolean;
  readonly gaps: readonly string[];
  /** What is at stake, for the choice of the approver; null when nobody can tell. */
  readonly amount: number | null;
  readonly currency: string | null;
}

/** How an invoice compares with its purchase order. */
export interface OrderValidation {
  readonly purchaseOrder: string | null;
  readonly found: boolean;
  /** Whether everything agrees within tolerances. */
  readonly matches: boolean;
  /** What the order comes to; null when there is none, or it is in another currency than the invoice. */
  readonly orderTotal: number | null;
  readonly lines: readonly LineMatch[];
  /** Sentences that a reviewer reads, about the whole invoice. */
  readonly findings: readonly string[];
}

export interface LineMatch {
  /** From 1; null for a line of the order that is not on the invoice. */
  readonly invoiceLine: number | null;
  readonly orderLine: number | null;
  readonly description: string;
  readonly outcome:
    'matches' | 'quantity-differs' | 'price-differs' | 'amount-differs' | 'not-ordered' | 'not-invoiced';
  /** E.g. `quantity 12 instead of 10 (+20.0 %, tolerance 0 %)`; empty for a match. */
  readonly message: string;
}
