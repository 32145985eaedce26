import type { Contract } from '../schemas/results.ts';
import type { Findings } from './stake.ts';

/** What every contract has: parties, a day, and clauses without a gap between their numbers. */
export function contractFindings({ parties, effectiveDate, value, currency, clauses }: Contract): Findings {
  return {
    gaps: [
      ...(parties.length === 0 ? ['No party of the contract was found.'] : []),
      ...(parties.length === 1 ? ['Only one party of the contract was found.'] : []),
      ...(effectiveDate === null ? ['The day from which the contract holds was not found.'] : []),
      ...(clauses.length === 0 ? ['No clause with a number was found.'] : []),
      ...missingClauses(clauses),
    ],
    sums: value === null ? [] : [{ value, currency }],
  };
}

/** Top-level numbers that are missing between 1 and the highest; clauses that are not numbered tell nothing. */
function missingClauses(clauses: readonly string[]): readonly string[] {
  const found = [...new Set(topLevel(clauses))].sort((one, other) => one - other);
  const gaps: string[] = [];
  let next = 1;
  for (const number of found) {
    if (number > next) gaps.push(number - 1 === next ? String(next) : `${next} to ${number - 1}`);
    next = Math.max(next, number + 1);
  }
  if (gaps.length === 0) return [];
  const which = `${gaps.slice(0, MOST_NAMED).join(', ')}${gaps.length > MOST_NAMED ? ' and others' : ''}`;
  return [`Of clauses 1 to ${next - 1}, these were not found: ${which}.`];
}

const MOST_NAMED = 10;

/** The first number of each clause, e.g. 7 of `7.2`, `§ 7` and `Article VII`. */
function topLevel(clauses: readonly string[]): readonly number[] {
  const arabic = clauses.flatMap((clause) => {
    const digits = /^\D*?(\d{1,4})(?!\d)/.exec(clause)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  if (arabic.length > 0) return arabic;
  const romans = clauses.flatMap((clause) => roman(clause) ?? []);
  // Where some are none, V and X are letters like the others.
  return romans.length === clauses.length ? romans : [];
}

const ROMAN = /^(?:\p{L}{4,}\s+)?(X{0,3})(IX|IV|V?I{0,3})(?![\p{L}\p{N}])/u;
const ONES = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];

/** Up to XXXIX. */
function roman(clause: string): number | undefined {
  const [, tens = '', ones = ''] = ROMAN.exec(clause.trim()) ?? [];
  const number = tens.length * 10 + ONES.indexOf(ones);
  return number > 0 ? number : undefined;
}
