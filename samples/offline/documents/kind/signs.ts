import type { ClauseText } from '../contract/clauses.ts';

export type Kind = 'invoice' | 'contract' | 'proposal_request' | 'other';

/** What is counted of a document. */
export interface Facts {
  readonly text: string;
  /** The first lines that say something, one by one: titles stand there. */
  readonly head: readonly string[];
  readonly charges: number;
  readonly clauses: readonly ClauseText[];
}

/** A sign of a kind: how much it weighs, and how to see it. */
type Sign = readonly [kind: Kind, weight: number, seen: (facts: Facts) => boolean];

const says =
  (form: RegExp) =>
  ({ text }: Facts): boolean =>
    form.test(text);
const isTitled =
  (form: RegExp) =>
  ({ head }: Facts): boolean =>
    head.some((line) => line.length < 110 && form.test(line));

/** Each title weighs as much as several words within a text: whoever writes one says what the document is. */
export const SIGNS: readonly Sign[] = [
  [
    'invoice',
    4,
    isTitled(
      /^(?:(?:tax|commercial|vat|final|sales|pro-?forma|service)\s+)*(?:invoice|bill|rechnung|facture|factura|fattura)\b|\b(?:invoice|rechnung|facture|factura)$/i,
    ),
  ],
  ['invoice', 1.5, ({ head }) => head.slice(0, 2).some((line) => /\binvoice\b/i.test(line))],
  [
    'invoice',
    2,
    says(
      /\b(?:invoice|bill|rechnung|facture|factura)[ .-]*(?:numbers?|no\.?|nr\.?|n[°º]|#|id|date)|rechnungs(?:nummer|datum)/i,
    ),
  ],
  [
    'invoice',
    1.5,
    says(/\b(?:amount|total|balance) (?:due|payable)|please (?:pay|remit)|payable within|zahlbar|à payer/i),
  ],
  ['invoice', 1, says(/\b(?:bill(?:ed)? to|invoice to|remit to|IBAN|payment terms|net \d+ days|due date)\b/i)],
  ['invoice', 1, says(/\b(?:sub-?total|vat|mwst|sales tax|tva)\b/i)],
  ['invoice', 2, ({ charges }) => charges > 0],

  [
    'contract',
    4,
    isTitled(
      /\b(?:agreement|contract|addendum|amendment|lease|deed|memorandum of understanding|terms (?:and conditions|of (?:service|use|sale))|vertrag|contrat)\b/i,
    ),
  ],
  ['contract', 2, says(/\b(?:entered into|made|dated|is)\b.{0,80}\b(?:by and )?between\b|\bby and between\b/is)],
  ['contract', 2, ({ clauses }) => clauses.length >= 4],
  ['contract', 1, ({ clauses }) => clauses.length >= 9],
  ['contract', 1, says(/\b(?:governing law|governed by|jurisdiction|courts of)\b/i)],
  ['contract', 1, says(/\b(?:terminat(?:e|ion)|renew(?:s|al)?)\b/i)],
  ['contract', 1, says(/\b(?:indemnif|liabilit|confidential|warrant)/i)],
  [
    'contract',
    1,
    says(/\b(?:hereinafter|hereby|herein|hereto|the part(?:y|ies)|in witness whereof|effective date)\b/i),
  ],
  ['contract', 1, ({ text }) => (text.match(/\bshall\b/gi)?.length ?? 0) >= 3],

  [
    'proposal_request',
    4,
    isTitled(
      /\brequests? for (?:a |an )?(?:proposals?|quotations?|quotes?|tenders?|offers?)\b|\brf[pq]\b|\b(?:invitation to tender|call for (?:proposals|tenders))\b/i,
    ),
  ],
  [
    'proposal_request',
    3,
    says(
      /\b(?:send|submit|provide|prepare|share|receive|make|draft|write|get|want|like|need|request(?:ing)?|invit(?:e|ing)|ask(?:ing)? (?:you )?for|looking for|for|follow up with)\b[^.?!]{0,60}\b(?:proposals?|quot(?:e|ation)s?|offer|estimate|bid)\b/i,
    ),
  ],
  [
    'proposal_request',
    1.5,
    says(/\b(?:deal|opportunity)\b(?: ?(?:id|no\.?|number|ref(?:erence)?|#))?[ :#]+[A-Z]{0,6}-?\d/i),
  ],
  [
    'proposal_request',
    1,
    says(
      /\b(?:we (?:need|want|would like|are looking|have to|plan|require|are planning|intend)|our (?:requirements|needs|budget|goals?))\b/i,
    ),
  ],
  [
    'proposal_request',
    1,
    says(
      /\b(?:proposals?|bids?|quotes?|responses?|offers?) (?:is |are )?(?:due|must|should|by|no later)|\b(?:deadline|evaluation criteria|scope of work|respondents?|bidders?|vendors? (?:must|should|are))\b/i,
    ),
  ],

  [
    'other',
    6,
    isTitled(
      /^(?:purchase order|order confirmation|receipt|payment receipt|delivery note|packing (?:slip|list)|statement of account|credit memo|remittance advice|payment reminder|(?:final |first |second )?reminder|quotation|quote|estimate|pro-?posal|curriculum vitae|r[ée]sum[ée]|minutes|agenda|newsletter|press release|annual report|report|memo(?:randum)?)\b(?! (?:request|of understanding))/i,
    ),
  ],
  [
    'other',
    4,
    says(
      /\b(?:payment (?:has been )?received|paid in full|thank you for your payment|overdue|past due|we have not (?:yet )?received (?:your )?payment)\b/i,
    ),
  ],
];
