import type { Responder } from '../../conversation.ts';
import { clausesOf } from '../contract/clauses.ts';
import { lineItems } from '../invoice/line-items.ts';
import { cellsOf } from '../reading/cells.ts';
import { decimalMarkOf } from '../reading/figures.ts';
import { readDocument } from '../reading/read-document.ts';
import { addressesModel } from './addresses-model.ts';
import { referenceOf } from './reference.ts';
import { SIGNS } from './signs.ts';
import type { Facts, Kind } from './signs.ts';

/** `classify-document`: the `Classification` of a document by the signs of each kind that it bears. */
export const classifyDocument: Responder = async (request) =>
  JSON.stringify(classificationOf(await readDocument(request)));

const NAMES: Readonly<Record<Kind, string>> = {
  invoice: 'an invoice',
  contract: 'a contract',
  proposal_request: 'a request for a proposal',
  other: 'none of the known kinds',
};

/** Fewer signs than this, and a document is of no kind that we know. */
const LEAST = 4;
/** As many, and no more make it surer. */
const PLENTY = 9;

export function classificationOf(text: string): object {
  const points = pointsOf(factsOf(text));
  const [first, second] = [...points].sort(([, one], [, other]) => other - one);
  const best = first?.[1] ?? 0;
  const type: Kind = best < LEAST ? 'other' : (first?.[0] ?? 'other');
  const lead = best === 0 ? 0 : (best - (second?.[1] ?? 0)) / best;
  // Without any sign of any kind it is surely something else; with some, that is a guess.
  const confidence = best < LEAST ? 0.9 - best * 0.1 : 0.4 + 0.35 * lead + 0.24 * Math.min(1, best / PLENTY);
  return {
    type,
    confidence: Math.round(confidence * 100) / 100,
    reference: referenceOf(type, text),
    addressesModel: addressesModel(text),
    reason: `Its titles and words are those of ${NAMES[type]}.`,
  };
}

function pointsOf(facts: Facts): ReadonlyMap<Kind, number> {
  const points = new Map<Kind, number>();
  for (const [kind, weight, seen] of SIGNS) if (seen(facts)) points.set(kind, (points.get(kind) ?? 0) + weight);
  return points;
}

const HEAD_LINES = 10;

function factsOf(text: string): Facts {
  const lines = text.split('\n');
  const head = lines
    .filter((line) => /\p{L}/u.test(line))
    .slice(0, HEAD_LINES)
    .flatMap((line) => cellsOf(line).map((cell) => cell.text.replace(/^subject:\s*/i, '')))
    // `Purchase order: 12` is a label, and no title.
    .filter((title) => !title.includes(':') || /\brequest\b/i.test(title));
  const charges = lineItems(lines, decimalMarkOf(text)).length;
  return { text, head, charges, clauses: clausesOf(text) };
}
