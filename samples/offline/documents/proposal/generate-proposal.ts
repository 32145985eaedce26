import type { Responder } from '../../conversation.ts';
import { readDeal, readDocument } from '../reading/read-document.ts';
import { dealOf } from './deal.ts';
import type { Deal, DealLine } from './deal.ts';
import { requestOf } from './request.ts';
import type { ProposalRequest } from './request.ts';

/** `generate-proposal`: a `Proposal` put together of the customer's words and the figures of the deal. */
export const generateProposal: Responder = async (request) =>
  JSON.stringify(proposalOf(await readDocument(request), readDeal(request)));

export function proposalOf(text: string, record: unknown): object {
  const request = requestOf(text);
  const deal = dealOf(record);
  const customer = deal?.customer ?? request.customer ?? null;
  const assumptions: string[] = [];
  const suppose = (what: string): string => {
    assumptions.push(what);
    return what;
  };
  const sections = [
    { heading: 'Understanding of your needs', text: needs(request, suppose) },
    { heading: 'Proposed solution', text: solution(request, deal, suppose) },
    { heading: 'Scope and deliverables', text: scope(request, deal, suppose) },
    { heading: 'Timeline', text: timeline(request, suppose) },
    { heading: 'Price', text: price(deal, suppose) },
    { heading: 'Terms', text: terms(request, deal, suppose) },
  ];
  return {
    title: [`Proposal${customer === null ? '' : ` for ${customer}`}`, request.subject].filter(Boolean).join(': '),
    customer,
    sections,
    total: deal?.total ?? null,
    currency: deal?.currency ?? null,
    assumptions,
  };
}

type Suppose = (what: string) => string;

function needs({ situation, requirements }: ProposalRequest, suppose: Suppose): string {
  const told = situation.join(' ');
  const count =
    requirements.length === 0
      ? ''
      : `You ask for ${counted(requirements.length, 'thing')}, which this proposal takes up one by one.`;
  return (
    [told, count].filter((part) => part !== '').join(' ') ||
    suppose('The needs are those that we discussed, since the request does not name them.')
  );
}

function solution({ requirements }: ProposalRequest, deal: Deal | undefined, suppose: Suppose): string {
  const products = deal?.lines.map(({ description, quantity }) => `${description} (${quantity})`) ?? [];
  if (products.length === 0)
    return suppose('The products are chosen after a first conversation, since no deal on record names them.');
  const aim = requirements.length === 0 ? 'what you ask for' : 'the points listed below';
  return `We propose ${listed(products)}. Together they cover ${aim}.`;
}

function scope({ requirements }: ProposalRequest, deal: Deal | undefined, suppose: Suppose): string {
  const points = requirements.length > 0 ? requirements : (deal?.lines.map(({ description }) => description) ?? []);
  if (points.length === 0) return suppose('The scope is agreed in a workshop before work begins.');
  return points.map((point) => `- ${point}`).join('\n');
}

function timeline({ schedule }: ProposalRequest, suppose: Suppose): string {
  if (schedule.length === 0)
    return suppose('Work begins within four weeks of your order, since the request names no dates.');
  return `We plan by the dates that you gave: ${schedule.join(' ')}`;
}

function price(deal: Deal | undefined, suppose: Suppose): string {
  if (deal === undefined || deal.lines.length === 0)
    return suppose('The price follows, since no deal is on record for this request.');
  const money = (value: number): string => `${deal.currency ?? ''} ${amount(value)}`.trim();
  const rows = deal.lines.map(
    ({ description, quantity, unitPrice }: DealLine) => `- ${description}: ${quantity} at ${money(unitPrice)}`,
  );
  const discount = deal.discountPercent ? [`A discount of ${deal.discountPercent} % is included.`] : [];
  const sum =
    deal.total === undefined
      ? suppose('The total is confirmed with the order, since the deal does not name it.')
      : `Total: ${money(deal.total)}.`;
  return [...rows, ...discount, sum].join('\n');
}

function terms({ conditions }: ProposalRequest, deal: Deal | undefined, suppose: Suppose): string {
  const kept =
    conditions.length === 0 ? [] : ['We keep to what you require:', ...conditions.map((condition) => `- ${condition}`)];
  const currency = deal?.currency === undefined ? '' : ` in ${deal.currency}`;
  return [
    ...kept,
    suppose(`Prices${currency} are net of taxes.`),
    suppose('The proposal is valid for thirty days.'),
  ].join('\n');
}

function amount(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
