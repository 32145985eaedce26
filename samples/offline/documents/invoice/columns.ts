import { cellsOf, separatorOf } from '../reading/cells.ts';
import type { Cell, Separator } from '../reading/cells.ts';

export type ColumnKind = 'description' | 'quantity' | 'unitPrice' | 'amount' | 'other';

export interface Column {
  readonly kind: ColumnKind;
  /** Where its title stands; in a header without gaps only the order counts. */
  readonly start: number;
  readonly end: number;
}

/** The header of a table of lines. */
export interface Header {
  readonly columns: readonly Column[];
  /** `none`: titles with one space between them, whose places say nothing. */
  readonly separator: Separator | 'none';
}

// The first that matches counts, so `Item no.` is no description and `Price per unit` no quantity.
const TITLES: readonly (readonly [ColumnKind, RegExp])[] = [
  [
    'other',
    /^(?:#|no\.?|nr\.?|pos(?:ition|\.)?|ln|line(?: ?(?:no\.?|#))?|s\/?n|item (?:no\.?|number|#|code)|sku|code|part no\.?|art\.?-?nr\.?|n°)$/,
  ],
  ['other', /^(?:tax|vat|gst|mwst|ust|tva|disc|rabatt|remise|date\b|datum|uom|einheit|per$|unit$|currency)/],
  [
    'unitPrice',
    /^(?:(?:net )?(?:unit|single|item|list) (?:price|cost|rate)|unit net|(?:price|cost|rate)\s?(?:each|per\b|\/).*|hourly rate|day rate|each|rate|price|cost|einzelpreis|e-?preis|stückpreis|preis|prix unit.*|p\.?u\.?(?: ht)?|prix|precio(?: unitario)?)/,
  ],
  [
    'quantity',
    /^(?:qty|quantity|quant|units?\b|hours|hrs|days|pcs|pieces|count|number|menge|anzahl|stk|quantité|qté|cantidad)/,
  ],
  [
    'amount',
    /^(?:(?:line |net |total |extended |ext\.? )?(?:amount|total|price|value|sum)|net|charges?|ext(?:ended|ension)?\.?|subtotal|betrag|gesamt(?:preis|betrag)?|g-?preis|summe|netto|montant.*|total.*|importe)/,
  ],
  [
    'description',
    /^(?:(?:item |product |service |work |line )?(?:description|details?|name)|items?|products?|services?|articles?|particulars|goods|work|activity|task|position text|bezeichnung|beschreibung|leistung|artikel|désignation|libellé|concepto|descripción)/,
  ],
];

/** The columns of a line that is a table's header: titles, no figures, one for what is charged and one for what it costs. */
export function headerOf(line: string): Header | undefined {
  if (/\d/.test(line) || line.length > 400) return undefined;
  const separator = separatorOf(line);
  const cells = cellsOf(line, separator);
  if (cells.length === 1) return headerOfWords(line);
  const columns = oneOfEach(cells.map((cell) => ({ kind: kindOf(cell), start: cell.start, end: cell.end })));
  return isHeader(columns) ? { columns, separator } : undefined;
}

function kindOf({ text }: Cell): ColumnKind {
  const title = text
    .toLowerCase()
    .replace(/\s*[([].*?[)\]]\s*/g, ' ')
    .replace(/[\s:.]+$/, '')
    .trim();
  return TITLES.find(([, form]) => form.test(title))?.[0] ?? 'other';
}

/** A header such as `Item Qty Price Total`: every word must be a title. */
function headerOfWords(line: string): Header | undefined {
  const words = [...line.matchAll(/(?:unit|item|line|net|total|hourly) (?:price|cost|rate|total|amount|no\.?)|\S+/gi)];
  const columns = words.map(({ 0: text, index }) => {
    const cell = { text, start: index, end: index + text.length };
    return { kind: kindOf(cell), start: cell.start, end: cell.end };
  });
  const known = columns.filter(({ kind }) => kind !== 'other').length;
  if (columns.length > 8 || known < 3 || columns.length - known > 2) return undefined;
  return isHeader(oneOfEach(columns)) ? { columns: oneOfEach(columns), separator: 'none' } : undefined;
}

function isHeader(columns: readonly Column[]): boolean {
  const has = (kind: ColumnKind): boolean => columns.some((column) => column.kind === kind);
  return (has('description') || has('quantity')) && (has('amount') || has('unitPrice'));
}

/**
 * `Item | Description`: what is named twice is meant once, and the plainer title is the right one. A single price without a
 * quantity is what the line costs.
 */
function oneOfEach(columns: readonly Column[]): readonly Column[] {
  const kept = (kind: ColumnKind): Column | undefined => {
    const all = columns.filter((column) => column.kind === kind);
    // Of `Item` and `Description` the wider text is the second one, of `Net` and `Gross` the first is before tax.
    return kind === 'description' ? all.at(-1) : all[0];
  };
  const single = columns.map((column) =>
    column.kind === 'other' || column === kept(column.kind) ? column : { ...column, kind: 'other' as const },
  );
  const has = (kind: ColumnKind): boolean => single.some((column) => column.kind === kind);
  if (has('amount') || has('quantity')) return single;
  return single.map((column) => (column.kind === 'unitPrice' ? { ...column, kind: 'amount' as const } : column));
}

/** The texts under each title, for a row whose cells can be told apart as the header's are; undefined for another row. */
export function underTitles(line: string, { columns, separator }: Header): ReadonlyMap<ColumnKind, string> | undefined {
  if (separator === 'none' || separatorOf(line) !== separator) return undefined;
  const cells = cellsOf(line, separator);
  if (separator === 'gap') return byPlace(cells, columns);
  // Tabs that only fill up are more than the columns need.
  const meant = cells.length > columns.length ? cells.filter(({ text }) => text !== '') : cells;
  if (meant.length !== columns.length) return undefined;
  return collected(meant.map((cell, index) => [columns[index]?.kind ?? 'other', cell.text]));
}

/** Figures are flush right under their title and words flush left, so a cell belongs to the title that it is nearest to. */
function byPlace(cells: readonly Cell[], columns: readonly Column[]): ReadonlyMap<ColumnKind, string> {
  return collected(
    cells.map((cell) => {
      const nearest = columns.reduce((best, column) => (distance(cell, column) < distance(cell, best) ? column : best));
      return [nearest.kind, cell.text];
    }),
  );
}

// Overlap makes it negative.
function distance(cell: Cell, column: Column): number {
  return Math.max(column.start - cell.end, cell.start - column.end);
}

function collected(pairs: readonly (readonly [ColumnKind, string])[]): ReadonlyMap<ColumnKind, string> {
  const texts = new Map<ColumnKind, string>();
  for (const [kind, text] of pairs) {
    if (kind !== 'other' && text !== '') texts.set(kind, texts.has(kind) ? `${texts.get(kind)} ${text}` : text);
  }
  return texts;
}
