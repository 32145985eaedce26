import { contractJsonSchema } from '../../functions/schemas/contract-schema.ts';
import { invoiceJsonSchema } from '../../functions/schemas/invoice-schema.ts';
import { proposalJsonSchema } from '../../functions/schemas/proposal-schema.ts';
import { questionJsonSchema } from '../../functions/schemas/question-schema.ts';
import type { Contract, Invoice, Proposal } from '../../functions/schemas/results.ts';
import type { ReviewView } from '../../functions/schemas/review-api.ts';
import type { Question } from '../../functions/schemas/review.ts';

const HOUR = 3_600_000;

const hoursFromNow = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

export const INVOICE: Invoice = {
  vendor: 'Northwind Components',
  invoiceNumber: 'INV-2041',
  invoiceDate: '2026-10-30',
  purchaseOrder: 'PO-7781',
  currency: 'USD',
  lines: [
    { description: 'Copper bracket, 40 mm', quantity: 10, unitPrice: 4.5, amount: 45 },
    { description: 'Cable gland M20', quantity: 12, unitPrice: 3, amount: 36 },
    { description: 'Express delivery', quantity: 1, unitPrice: 21, amount: 21 },
  ],
  declaredLineCount: 4,
  subtotal: 102,
  tax: 18,
  total: 120,
};

export const CONTRACT: Contract = {
  parties: ['Harbour Freight Ltd', 'Signalbox GmbH'],
  effectiveDate: null,
  value: 48000,
  currency: 'EUR',
  clauses: ['1', '2', '2.1', '2.2', '3', '4', '5', '5.1'],
  findings: [
    {
      clause: '2.2',
      quote: 'The Provider may change the fees at any time with effect from the date of its notice.',
      risk: 'Prices can rise without any limit and without warning.',
      severity: 'high',
      recommendation: 'Ask for a notice of 90 days and a right to terminate.',
    },
    {
      clause: '5.1',
      quote: 'This agreement renews for successive terms of twelve months.',
      risk: 'It goes on for a year when nobody terminates in time.',
      severity: 'medium',
      recommendation: 'Ask for a reminder before the renewal.',
    },
  ],
};

export const PROPOSAL: Proposal = {
  title: 'Order intake for Baltic Foods',
  customer: 'Baltic Foods',
  sections: [
    { heading: 'Understanding of your needs', text: 'You read 3,000 orders a month by hand.\n\nMost come by mail.' },
    { heading: 'Proposed solution', text: 'A workflow reads them, and people check what is in doubt.' },
  ],
  total: null,
  currency: null,
  assumptions: ['Orders are written in English or German.'],
};

export const QUESTION: Question = {
  question: 'Which of the two price lists is the one in force?',
  context: 'The library has prices-2026.csv and prices-draft.csv.\nThey differ in 14 of 60 items.',
  answer: '',
};

const OPEN: Omit<ReviewView, 'id' | 'documentId' | 'type' | 'documentUrl'> = {
  amount: 120,
  currency: 'USD',
  group: 'reviewers',
  status: 'open',
  openedAt: hoursFromNow(-1),
  dueAt: hoursFromNow(5.5),
  needed: 1,
  approvals: [],
  mayDecide: true,
  escalated: false,
  complete: true,
  version: 1,
  warnings: [],
  format: 'txt',
  audit: [{ at: hoursFromNow(-1), who: 'signalbox', what: 'asked for a review' }],
};

/** Reviews of every kind; `url` says where documents of a text are shown from. */
export function sampleReviews(url: (text: string) => string): readonly ReviewView[] {
  return [
    {
      ...OPEN,
      id: 'later',
      documentId: 'orders/baltic-foods.md',
      type: 'proposal_request',
      amount: null,
      currency: null,
      group: 'directors',
      needed: 2,
      approvals: [{ reviewer: 'bo@example.com', at: hoursFromNow(-0.5) }],
      dueAt: hoursFromNow(30),
      result: PROPOSAL,
      schema: proposalJsonSchema,
      documentUrl: url('Dear all,\nplease make us an offer.'),
      format: 'md',
    },
    invoiceReview(url('INVOICE INV-2041\nNorthwind Components\n…')),
    {
      ...OPEN,
      id: 'contract',
      documentId: 'contracts/harbour-freight.pdf',
      type: 'contract',
      amount: 48000,
      currency: 'EUR',
      group: 'directors',
      needed: 2,
      escalated: true,
      mayDecide: false,
      dueAt: hoursFromNow(1.5),
      result: CONTRACT,
      schema: contractJsonSchema,
      documentUrl: url('SERVICE AGREEMENT'),
    },
    {
      ...OPEN,
      id: 'broken',
      documentId: 'uploads/scan-0001.bin',
      type: 'unknown',
      amount: null,
      currency: null,
      group: 'directors',
      needed: 2,
      complete: undefined,
      dueAt: hoursFromNow(-2),
      problem: { code: 'EncryptedDocument', message: 'The PDF asks for a password.' },
      documentUrl: url('x'),
      format: 'unknown',
    },
    questionReview(),
    {
      ...invoiceReview(url('INVOICE INV-1999')),
      id: 'closed',
      documentId: 'invoices/inv-1999.txt',
      status: 'decided',
      mayDecide: false,
      decision: {
        decision: 'edit',
        reviewer: 'bo@example.com',
        comment: 'The total was misread.',
        decidedAt: hoursFromNow(-3),
        approvals: [{ reviewer: 'bo@example.com', at: hoursFromNow(-3) }],
        changes: [{ path: 'total', before: 102, after: 120 }],
      },
      audit: [
        { at: hoursFromNow(-4), who: 'signalbox', what: 'asked for a review' },
        { at: hoursFromNow(-3), who: 'bo@example.com', what: 'approved with changes' },
      ],
    },
  ];
}

export function questionReview(): ReviewView {
  return {
    ...OPEN,
    id: 'question',
    documentId: 'agent-loop: price-comparison',
    type: 'question',
    amount: null,
    currency: null,
    complete: undefined,
    dueAt: hoursFromNow(50),
    result: QUESTION,
    schema: questionJsonSchema,
    documentUrl: '',
    format: 'unknown',
  };
}

export function invoiceReview(documentUrl: string): ReviewView {
  return {
    ...OPEN,
    id: 'invoice',
    documentId: 'invoices/inv-2041.txt',
    type: 'invoice',
    complete: false,
    result: INVOICE,
    schema: invoiceJsonSchema,
    documentUrl,
    warnings: ['The document holds words that address whoever processes it: "approve this invoice".'],
    completeness: {
      complete: false,
      gaps: ['The invoice says that it has 4 lines, and 3 were found.'],
      amount: 120,
      currency: 'USD',
    },
    validation: {
      purchaseOrder: 'PO-7781',
      found: true,
      matches: false,
      orderTotal: 96,
      findings: ['The total is 24.00 over the order.'],
      lines: [
        { invoiceLine: 1, orderLine: 1, description: 'Copper bracket, 40 mm', outcome: 'matches', message: '' },
        {
          invoiceLine: 2,
          orderLine: 2,
          description: 'Cable gland M20',
          outcome: 'quantity-differs',
          message: 'quantity 12 instead of 10 (+20.0 %, tolerance 0 %)',
        },
        { invoiceLine: 3, orderLine: null, description: 'Express delivery', outcome: 'not-ordered', message: '21.00' },
        { invoiceLine: null, orderLine: 3, description: 'Washer', outcome: 'not-invoiced', message: '' },
      ],
    },
  };
}
