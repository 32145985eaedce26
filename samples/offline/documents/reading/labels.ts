import { cellsOf, isRule } from './cells.ts';
import type { Cell } from './cells.ts';

/** How much a value below its label may stand beside it, in characters. */
const BESIDE = 3;

/**
 * What a document says under a label, each time that it is there: behind it (`Invoice no.: 12`), in the next cell, or below it.
 * The label is a regular expression at the beginning of a cell; only values that are `fit` count.
 * @param between what may follow the label in its cell without being the value
 */
export function valuesUnder<T>(
  lines: readonly string[],
  label: RegExp,
  fit: (text: string) => T | undefined,
  between = /^$/,
): readonly T[] {
  const starting = new RegExp(`^(?:${label.source})`, 'iu');
  return lines.flatMap((line, index) => {
    const cells = cellsOf(line);
    return cells.flatMap((cell, place) => {
      const found = starting.exec(cell.text);
      if (found === null) return [];
      const behind = cell.text.slice(found[0].length);
      // `Totally` does not begin with the label `Total`.
      if (/^[\p{L}\p{N}]/u.test(behind) && /[\p{L}\p{N}]$/u.test(found[0])) return [];
      const said = withoutSeparator(behind);
      const value =
        fit(said) ??
        (between.test(said)
          ? (firstFit(cells.slice(place + 1, place + 2), fit) ?? below(lines, index, cell, place, fit))
          : undefined);
      return value === undefined ? [] : [value];
    });
  });
}

/** The first value of the first label that has one. */
export function valueUnderAny<T>(
  lines: readonly string[],
  labels: readonly RegExp[],
  fit: (text: string) => T | undefined,
): T | undefined {
  for (const label of labels) {
    const [value] = valuesUnder(lines, label, fit);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The next line that says something, at the label's place: its column, else its number in the row. */
function below<T>(
  lines: readonly string[],
  index: number,
  label: Cell,
  place: number,
  fit: (text: string) => T | undefined,
): T | undefined {
  const next = lines.slice(index + 1, index + 4).find((line) => line.trim() !== '' && !isRule(line));
  if (next === undefined) return undefined;
  const cells = cellsOf(next);
  const byColumn = cells.filter(({ start, end }) => start <= label.end + BESIDE && end >= label.start - BESIDE);
  return firstFit(byColumn.length > 0 ? byColumn : cells.slice(place, place + 1), fit);
}

function firstFit<T>(cells: readonly Cell[], fit: (text: string) => T | undefined): T | undefined {
  for (const { text } of cells) {
    const value = text === '' ? undefined : fit(text);
    if (value !== undefined) return value;
  }
  return undefined;
}

function withoutSeparator(text: string): string {
  return text.replace(/^[\s:#=*.–—-]+/, '').trim();
}
