import type { Change } from '../../schemas/review.ts';
import { el } from './dom.ts';
import { figure, inWords } from './format.ts';
import { isList, isObject } from './json.ts';
import { Shape } from './shape.ts';

// Texts up to this length are shown whole.
const SHORT = 80;
/** Characters around the part of a long text that differs. */
const CONTEXT = 24;

/** Each change in a line, e.g. `Line 3 · Amount: 120.00 → 102.00`. */
export function diffView(changes: readonly Change[]): HTMLElement {
  return el('ul', { class: 'diff' }, ...changes.map(changeLine));
}

function changeLine(change: Change): HTMLElement {
  const name = change.path.split('.').at(-1) ?? '';
  const [before, after] = shortened(inText(name, change.before), inText(name, change.after));
  return el(
    'li',
    {},
    el('span', { class: 'path' }, pathInWords(change.path)),
    ': ',
    ...('before' in change ? [el('del', {}, before)] : []),
    'before' in change && 'after' in change ? ' → ' : '',
    ...('after' in change ? [el('ins', {}, after)] : []),
    'before' in change ? '' : ' (added)',
    'after' in change ? '' : ' (removed)',
  );
}

/** `lines.2.amount` → `Line 3 · Amount` */
export function pathInWords(path: string): string {
  const words: string[] = [];
  for (const step of path.split('.')) {
    if (/^\d+$/.test(step)) words.push(`${new Shape(undefined, nameOf(words.pop())).itemName} ${Number(step) + 1}`);
    else words.push(step);
  }
  return words.map((word) => (word.includes(' ') ? word : inWords(word))).join(' · ');
}

function nameOf(word: string | undefined): string {
  return word ?? '';
}

function inText(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === '') return 'empty';
  if (typeof value === 'number') return new Shape(undefined, name).isMoney ? figure(value) : String(value);
  if (isList(value)) return value.map((item) => inText('', item)).join('; ');
  if (isObject(value)) {
    return Object.entries(value)
      .map(([key, item]) => inText(key, item))
      .join(', ');
  }
  return String(value);
}

/** Two long texts without what they have in common at both ends. */
function shortened(before: string, after: string): readonly [string, string] {
  if (Math.max(before.length, after.length) <= SHORT) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [from, until] = [Math.max(head - CONTEXT, 0), Math.max(tail - CONTEXT, 0)];
  const middle = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, text.length - until)}${until > 0 ? '…' : ''}`;
  return [middle(before), middle(after)];
}
