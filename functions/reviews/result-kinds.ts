import type { Checked } from '../schemas/checked.ts';
import { checkContract, contractJsonSchema } from '../schemas/contract-schema.ts';
import type { DocumentType } from '../schemas/document.ts';
import { checkInvoice, invoiceJsonSchema } from '../schemas/invoice-schema.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';
import { checkProposal, proposalJsonSchema } from '../schemas/proposal-schema.ts';
import type { DocumentResult } from '../schemas/results.ts';

/** What an edited result must be. */
export interface ResultKind {
  readonly schema: JsonSchema;
  readonly check: (value: unknown) => Checked<DocumentResult>;
}

const KINDS: Readonly<Record<DocumentType, ResultKind>> = {
  invoice: { schema: invoiceJsonSchema, check: checkInvoice },
  contract: { schema: contractJsonSchema, check: checkContract },
  proposal_request: { schema: proposalJsonSchema, check: checkProposal },
};

/** Undefined for a document of which nobody knows the type. */
export function resultKind(type: DocumentType | 'unknown'): ResultKind | undefined {
  return type === 'unknown' ? undefined : KINDS[type];
}
