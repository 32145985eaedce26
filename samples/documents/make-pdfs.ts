import { readFileSync, writeFileSync } from 'node:fs';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { PDFFont, PDFPage } from '@cantoo/pdf-lib';

/**
 * The PDFs beside the texts, and the inputs that hold the texts: `npx node samples/documents/make-pdfs.ts` writes them after
 * a change. The same bytes every time, with text that can be selected.
 */

export const TEXTS = [
  'invoice-ok.txt',
  'invoice-wrong.txt',
  'invoice-truncated.txt',
  'contract.md',
  'proposal-request.txt',
] as const;
type Text = (typeof TEXTS)[number];

// US Letter in points, with a margin of three quarters of an inch.
const PAGE = [612, 792] as const;
const MARGIN = 54;
const SIZE = 9;
const LEADING = 13;
const RIGHT = PAGE[0] - MARGIN;

/** File name → bytes. */
export async function pdfs(): Promise<ReadonlyMap<string, Uint8Array>> {
  const made = new Map<string, Uint8Array>();
  for (const name of TEXTS) made.set(name.replace(/\.\w+$/, '.pdf'), await printed(name));
  return made.set('invoice-two-pages.pdf', await twoPages());
}

/** What the workflow is started with, for a text. */
export function inputOf(name: Text): { readonly documentId: string; readonly text: string } {
  return { documentId: name.replace(/\.\w+$/, ''), text: read(name) };
}

/** A table in columns of spaces needs a font whose characters are all as wide; prose does not. */
async function printed(name: Text): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const prose = name.endsWith('.md');
  const font = await pdf.embedFont(prose ? StandardFonts.Helvetica : StandardFonts.Courier);
  const lines = read(name)
    .replace(/^#+ /gm, '')
    .split('\n')
    .flatMap((line) => (prose ? wrapped(line, font) : [line]));
  let page = pdf.addPage([...PAGE]);
  let y = PAGE[1] - MARGIN;
  for (const line of lines) {
    if (y < MARGIN) {
      page = pdf.addPage([...PAGE]);
      y = PAGE[1] - MARGIN;
    }
    if (line !== '') page.drawText(line, { x: MARGIN, y, size: SIZE, font });
    y -= LEADING;
  }
  return pdf.save({ useObjectStreams: false });
}

function wrapped(line: string, font: PDFFont): readonly string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (font.widthOfTextAtSize(longer, SIZE) > RIGHT - MARGIN) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

interface Order {
  readonly number: string;
  readonly vendor: string;
  readonly lines: readonly { readonly description: string; readonly quantity: number; readonly unitPrice: number }[];
}

const LINES_ON_FIRST_PAGE = 16;

/** An invoice as programs set them: columns by position, figures flush right, sums on the second page. */
async function twoPages(): Promise<Uint8Array> {
  const orders = JSON.parse(readFileSync(new URL('../purchase-orders.json', import.meta.url), 'utf8')) as Order[];
  const order = orders.find(({ number }) => number === 'PO-7815');
  if (order === undefined)
    throw new Error('samples/purchase-orders.json lacks PO-7815, which the two-page invoice bills');
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  let total = 0;
  const sheets = [order.lines.slice(0, LINES_ON_FIRST_PAGE), order.lines.slice(LINES_ON_FIRST_PAGE)];
  sheets.forEach((lines, sheet) => {
    const page = pdf.addPage([...PAGE]);
    const put = (y: number, cells: Cells, face = font): void => row(page, face, y, cells);
    let y = PAGE[1] - MARGIN;
    if (sheet === 0) {
      put(y, { left: order.vendor, amount: 'INVOICE' }, bold);
      put(y - 14, { left: '31 Letterpress Lane, Astoria, OR 97103' });
      put(y - 44, { left: 'Invoice No.', description: 'Date', unitPrice: 'P.O. Number', amount: 'Due' }, bold);
      put(y - 58, { left: 'JS-3391', description: '27 March 2026', unitPrice: order.number, amount: '26 April 2026' });
      put(y - 88, { left: 'Bill To' }, bold);
      put(y - 102, { left: 'Harrow & Pine Consulting LLC, 22 Mill Lane, Portland, OR 97209' });
      y -= 140;
    }
    put(
      y,
      { left: 'No.', description: 'Description', quantity: 'Quantity', unitPrice: 'Rate', amount: 'Amount' },
      bold,
    );
    lines.forEach(({ description, quantity, unitPrice }, at) => {
      const amount = Math.round(quantity * unitPrice * 100) / 100;
      total += amount;
      const left = String(at + 1 + sheet * LINES_ON_FIRST_PAGE);
      y -= 22;
      put(y, { left, description, quantity: String(quantity), unitPrice: money(unitPrice), amount: money(amount) });
    });
    if (sheet === 1) {
      put(y - 40, { unitPrice: 'Subtotal', amount: `$${money(total)}` });
      put(y - 56, { unitPrice: 'Tax (0%)', amount: '$0.00' });
      put(y - 72, { unitPrice: 'Total', amount: `$${money(total)}` }, bold);
      put(y - 104, { left: `${order.lines.length} lines in all. Payment within 30 days.` });
    }
    put(MARGIN / 2, { amount: `Page ${sheet + 1} of 2` });
  });
  return pdf.save({ useObjectStreams: false });
}

// Points from the left edge; figures end there, words begin.
const COLUMNS = { left: MARGIN, description: 110, quantity: 400, unitPrice: 475, amount: RIGHT } as const;
type Cells = { readonly [column in keyof typeof COLUMNS]?: string };

function row(page: PDFPage, font: PDFFont, y: number, cells: Cells): void {
  for (const [column, text] of Object.entries(cells)) {
    const at = COLUMNS[column as keyof Cells];
    const flushRight = column !== 'left' && column !== 'description';
    const x = flushRight ? at - font.widthOfTextAtSize(text, SIZE) : at;
    page.drawText(text, { x, y, size: SIZE, font });
  }
}

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function read(name: Text): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

if (import.meta.main) {
  for (const [name, bytes] of await pdfs()) writeFileSync(new URL(name, import.meta.url), bytes);
  for (const name of TEXTS) {
    const { documentId } = inputOf(name);
    const url = new URL(`../inputs/document-${documentId}.json`, import.meta.url);
    writeFileSync(url, `${JSON.stringify(inputOf(name), null, 2)}\n`);
  }
}
