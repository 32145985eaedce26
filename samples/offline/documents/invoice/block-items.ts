import { cellsOf } from '../reading/cells.ts';
import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { completed } from './row.ts';
import type { Row } from './row.ts';

const LABELS = {
  description: /^(?:item|description|product|service|article)(?:\s*(?:no\.?|#)?\s*\d+)?\s*[:=]\s*(.+)$/i,
  quantity: /^(?:qty|quantity|hours|units|menge|anzahl)\s*[:=]\s*(.+)$/i,
  unitPrice: /^(?:unit price|price(?: per unit| each)?|unit cost|rate|einzelpreis)\s*[:=]\s*(.+)$/i,
  amount: /^(?:amount|line total|total|price|betrag)\s*[:=]\s*(.+)$/i,
} as const;
type Label = keyof typeof LABELS;

/** Items that are written as blocks: `Item: …` or a line by itself, then `Quantity: …`, `Unit price: …`, `Amount: …`. */
export function blockItems(lines: readonly string[], mark: DecimalMark): readonly Row[] {
  const rows: Row[] = [];
  let block: { description?: string; quantity?: number; unitPrice?: number; amount?: number } = {};
  let title = '';
  const close = (): void => {
    const { description, ...figures } = block;
    block = {};
    // A title without a quantity is none of an item's.
    const row =
      description === undefined || figures.quantity === undefined ? undefined : completed(description, figures);
    if (row !== undefined) rows.push(row);
  };
  for (const { text } of lines.flatMap((line) => cellsOf(line))) {
    const [label, said] = labelled(text);
    if (label === undefined) {
      if (text !== '') title = text.replace(/^(?:[-*•–]|\(?\d{1,3}[.)])\s+/, '');
      continue;
    }
    if (label === 'description') {
      close();
      block = { description: said };
    } else if (block[label] === undefined) {
      if (block.description === undefined && label === 'quantity') block = { description: title };
      const [figure] = figuresIn(said, mark);
      if (figure !== undefined) block = { ...block, [label]: figure.value };
      // Whatever follows is of the next item, or of the whole invoice.
      if (label === 'amount') close();
    }
  }
  close();
  return rows;
}

function labelled(text: string): readonly [Label, string] | readonly [undefined, string] {
  for (const [label, form] of Object.entries(LABELS)) {
    const said = form.exec(text)?.[1];
    if (said !== undefined) return [label as Label, said.trim()];
  }
  return [undefined, ''];
}
