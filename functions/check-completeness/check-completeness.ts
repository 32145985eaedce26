import type { Deal } from '../schemas/deal.ts';
import type { Carried } from '../schemas/carried.ts';
import type { DocumentPart, DocumentType } from '../schemas/document.ts';
import type { Completeness, Contract, DocumentResult, Invoice, OrderValidation, Proposal } from '../schemas/results.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { contractFindings } from './contract-findings.ts';
import { invoiceFindings } from './invoice-findings.ts';
import { proposalFindings } from './proposal-findings.ts';
import { amountAtStake } from './stake.ts';
import type { Findings } from './stake.ts';

export interface CompletenessEvent {
  readonly type: DocumentType;
  readonly content: Carried<DocumentResult>;
  /** What is known to be missing already, e.g. from parts that no model read. */
  readonly gaps: readonly string[];
  /** Of an invoice. */
  readonly validation?: OrderValidation | null;
  /** Of a proposal. */
  readonly deal?: Deal | null;
  /** Of the document; those that a proposal was written without are a gap. */
  readonly parts?: readonly Pick<DocumentPart, 'label' | 'content'>[];
}

// All of them travel in a state, and nobody reads more.
const MOST_GAPS = 50;

/** Says whether a result holds all that its document says, and what is at stake. */
export async function checkCompleteness(
  event: CompletenessEvent,
  store: Pick<ClaimChecks, 'read'>,
): Promise<Completeness> {
  const { gaps, sums } = findings(event, await contentOf(event.content, store));
  const all = [...event.gaps, ...gaps];
  const more = all.length - MOST_GAPS;
  return {
    complete: all.length === 0,
    gaps: more > 0 ? [...all.slice(0, MOST_GAPS), `There are ${more} more gaps.`] : all,
    ...amountAtStake(sums),
  };
}

function findings({ type, validation, deal, parts }: CompletenessEvent, content: DocumentResult): Findings {
  switch (type) {
    case 'invoice':
      return invoiceFindings(content as Invoice, validation);
    case 'contract':
      return contractFindings(content as Contract);
    case 'proposal_request':
      return proposalFindings(content as Proposal, { deal, parts });
  }
}
