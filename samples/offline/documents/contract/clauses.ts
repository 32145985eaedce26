/** A numbered clause, with its words up to the next number. */
export interface ClauseText {
  /** As printed, e.g. `7` or `7.2`. */
  readonly number: string;
  readonly text: string;
}

interface Candidate {
  readonly number: string;
  readonly line: number;
  /** Where its number begins in the line. */
  readonly indent: number;
  /** What is certain of it: a heading's mark or a word such as `Article`. */
  readonly isMarked: boolean;
  /** The words behind the number, on its line. */
  readonly rest: string;
}

const MARK = String.raw`(#{1,6}\s+|\*\*\s*)?`;
const KEYWORD = String.raw`((?:article|section|clause|paragraph|art\.|sec\.|§|artikel|ziffer)\s*)?`;
const NUMBERED = new RegExp(
  String.raw`^(\s*)${MARK}${KEYWORD}(\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,6}(?=[.:)\s]|$))([.):]|\s*[–—-](?=\s)|(?=\s)|$)\s*(.*)$`,
  'i',
);

/** The numbered clauses of a contract, in order; lists within them, and figures that begin a line, are none. */
export function clausesOf(text: string): readonly ClauseText[] {
  const lines = text.split('\n');
  const candidates = lines.flatMap((line, index) => candidateOf(line, index));
  const marked = candidates.filter(({ isMarked }) => isMarked);
  const indent = Math.min(...candidates.map((candidate) => candidate.indent));
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const isTop = !candidate.number.includes('.');
    // Where headings are marked, plain numbers at the same depth are lists.
    if (isTop && !candidate.isMarked && (marked.length >= 3 || candidate.indent > indent + 1)) continue;
    if (follows(candidate.number, kept.at(-1)?.number)) kept.push(candidate);
  }
  return kept.map(({ number, line, rest }, index) => ({
    number,
    text: [rest, ...lines.slice(line + 1, kept[index + 1]?.line)].join('\n').trim(),
  }));
}

function candidateOf(line: string, index: number): readonly Candidate[] {
  const [, blank = '', mark, keyword, number = '', end = '', behind = ''] = NUMBERED.exec(line) ?? [];
  if (number === '') return [];
  const isMarked = mark !== undefined || keyword !== undefined;
  const isPlainNumber = /^\d+$/.test(number) && end === '';
  const isRoman = /^[IVX]+$/i.test(number);
  // `30 days after receipt` and `I agree` begin lines too; `3. 5. 2026` is a date, `2.5 % a month` a rate.
  if (!isMarked && (isPlainNumber || (isRoman && (end !== '.' || number !== number.toUpperCase())))) return [];
  if (!isMarked && number.includes('.') && /^(?:%|percent|times|million|USD|EUR|[$€£])/i.test(behind)) return [];
  const rest = behind.replace(/\*\*/g, '').trim();
  return [{ number: isRoman ? number.toUpperCase() : number, line: index, indent: blank.length, isMarked, rest }];
}

/** Whether a number may come after another: a later clause, or a paragraph of the one that is open. */
function follows(number: string, before: string | undefined): boolean {
  if (before === undefined) return true;
  const [one, other] = [partsOf(number), partsOf(before)];
  for (let depth = 0; depth < one.length; depth++) {
    const [mine = 0, its = 0] = [one[depth], other[depth]];
    if (mine > its) return depth === 0 ? one.length === 1 || mine === its + 1 : true;
    if (mine < its) return false;
  }
  return one.length > other.length;
}

function partsOf(number: string): readonly number[] {
  return /^[IVX]+$/.test(number) ? [roman(number)] : number.split('.').map(Number);
}

function roman(number: string): number {
  const values = [...number].map((letter) => ({ I: 1, V: 5, X: 10 })[letter] ?? 0);
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0);
}
