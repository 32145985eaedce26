import { ASKS, findConcepts } from './concepts.ts';

const ON_TEXT = new Set(ASKS.filter((ask) => ask.onText).map((ask) => `ask ${ask.name}`));

// An order stands this near (in characters) to the start of its line: "Please could you translate …".
const NEAR = 24;

/**
 * Parts the folded lines of a prompt into what is asked and the text it is asked about: the words of a text to be translated
 * or summarized ask for nothing, however long it is.
 */
export function separateMaterial(lines: readonly string[]): {
  readonly asked: readonly string[];
  readonly material: string;
} {
  const first = lines[0] ?? '';
  const last = lines.at(-1) ?? '';
  if (lines.length > 1 && last.length < 200 && ordersTextWork(last)) {
    return { asked: [last], material: lines.slice(0, -1).join('\n') };
  }
  const colon = first.search(/[:：]/u);
  if (colon > 0 && colon < 300 && ordersTextWork(first.slice(0, colon))) {
    return { asked: [first.slice(0, colon)], material: [first.slice(colon + 1), ...lines.slice(1)].join('\n') };
  }
  return { asked: lines, material: '' };
}

function ordersTextWork(line: string): boolean {
  const order = findConcepts(line).requests[0];
  return order !== undefined && order.at <= NEAR && ON_TEXT.has(order.key);
}
