import type { Deal } from '../schemas/deal.ts';
import type { DocumentPart } from '../schemas/document.ts';
import { inWords, millionths } from '../schemas/money.ts';
import { PROPOSAL_TEMPLATE } from '../schemas/results.ts';
import type { Proposal } from '../schemas/results.ts';
import { partsInOneQuestion } from '../stores/document-parts.ts';
import type { Findings } from './stake.ts';

export interface ProposalSources {
  readonly deal?: Deal | null;
  readonly parts?: readonly Pick<DocumentPart, 'label' | 'content'>[];
}

/** A proposal against its template and against what it was written from. */
export function proposalFindings(proposal: Proposal, { deal, parts = [] }: ProposalSources): Findings {
  const { total, currency } = proposal;
  return {
    gaps: [...unreadGaps(parts), ...sectionGaps(proposal), ...dealGaps(proposal, deal ?? null)],
    sums: [
      ...(total === null ? [] : [{ value: total, currency }]),
      ...(deal ? [{ value: deal.total, currency: deal.currency }] : []),
    ],
  };
}

function unreadGaps(parts: NonNullable<ProposalSources['parts']>): readonly string[] {
  const { unread } = partsInOneQuestion(parts);
  if (unread.length === 0) return [];
  const which = unread.length === 1 ? unread[0]?.label : `${unread[0]?.label} to ${unread.at(-1)?.label}`;
  return [`The request is longer than a model takes at once: ${which} were not read.`];
}

function sectionGaps({ sections }: Proposal): readonly string[] {
  const written = sections.filter(({ text }) => text.trim() !== '').map(({ heading }) => heading);
  const missing = PROPOSAL_TEMPLATE.filter((heading) => !written.includes(heading));
  const known = written.filter((heading) => (PROPOSAL_TEMPLATE as readonly string[]).includes(heading));
  const inOrder = PROPOSAL_TEMPLATE.filter((heading) => known.includes(heading));
  return [
    ...missing.map((heading) => `The section “${heading}” is missing or empty.`),
    ...(known.join('\n') === inOrder.join('\n') ? [] : ['The sections are not in the order of the template.']),
  ];
}

function dealGaps({ total, currency }: Proposal, deal: Deal | null): readonly string[] {
  if (deal === null) return ['No deal was found for this request, so prices could not be checked.'];
  const price = (value: number, of: string | null) => `${inWords(millionths(value), of)} ${of ?? ''}`.trim();
  const agreed = `the deal's is ${price(deal.total, deal.currency)}`;
  if (total === null) return [`The proposal names no total, and ${agreed}.`];
  const same = currency === deal.currency && millionths(total) === millionths(deal.total);
  return same ? [] : [`The proposal's total is ${price(total, currency)}, and ${agreed}.`];
}
