import { innerOf, isPart, namedIn } from '../language/named-documents.ts';
import { isInstruction } from '../language/instructions.ts';
import type { Quote } from '../language/quotes.ts';

// `R1: The second line is late again.`
const LABELLED = /^\p{Lu}{0,3}\d{1,3}[:.)] \p{L}/u;
const PERSONAL = /^(?:I|We|You|Dear|Thank)\b/i;

/** Where a question is about a document as a whole, or a part of it: its main statements, as many as there is room for, in their order. */
export function summaryOf(question: string, quotes: readonly Quote[], most: number): readonly Quote[] {
  const named = namedIn(question, quotes);
  if (named === undefined) return [];
  const all = quotes.filter(({ source }) => source === named.id);
  const asked = all.filter(({ heading }) => isPart(innerOf(heading), named.rest));
  const own = asked.length > 0 ? asked : all.filter(({ table }) => table === undefined);
  const parts = [...Map.groupBy(own, ({ heading }) => heading).values()].map((part) => byWeight(part));
  // Each part has its say before any has a second one.
  const first = parts.flatMap((part) => part.slice(0, 1).filter(({ weight }) => weight >= 0));
  const others = parts
    .flat()
    .filter((one) => !first.includes(one))
    .toSorted((one, other) => other.weight - one.weight);
  const chosen = new Set([...first, ...others].slice(0, most).map(({ quote }) => quote));
  return own.filter((quote) => chosen.has(quote));
}

/** What has a label of its own, then what has figures; what comes first in a part says what it is about. */
function byWeight(part: readonly Quote[]): readonly Weighed[] {
  const labelled = part.filter(({ text }) => LABELLED.test(text));
  // Where there are several, each with its label, the rest explains them.
  return (labelled.length > 1 ? labelled : part)
    .map((quote, index) => ({ quote, weight: weightOf(quote, index) }))
    .toSorted((one, other) => other.weight - one.weight);
}

interface Weighed {
  readonly quote: Quote;
  readonly weight: number;
}

function weightOf({ text, heading }: Quote, index: number): number {
  return (
    (LABELLED.test(text) ? 2 : 0) +
    (/\d/.test(text) ? 0.6 : 0) +
    (index === 0 ? 0.5 : 0) -
    (PERSONAL.test(text) ? 0.5 : 0) -
    (isInstruction({ text, heading }) ? 2 : 0)
  );
}
