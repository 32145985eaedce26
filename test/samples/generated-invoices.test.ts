import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extracted, rowsOf } from './offline-documents.ts';

/** Invoices in many layouts with rows that are hard to tell from sums, numbers and units, some of them multiplied wrong. */

const THINGS = [
  'Steel bracket',
  'Cable, 3 m',
  'Toner 410X black',
  'Paper A4, 80 g',
  'Licence for 12 months',
  'Box of 50 gloves',
  'Bolt M8 x 40',
  'Desk 160 x 80',
  'Travel to site 7',
  'Oak panel 2.5 m',
  'Net (volleyball)',
  'Taxi transfer',
  'Total station rental',
  'Page holder',
  'Training, 2 days',
  'Item 17',
  '24 V relay',
  'Hour meter',
  '3D print',
];

interface Row {
  readonly thing: string;
  readonly quantity: number;
  readonly price: number;
  readonly amount: number;
}
type Print = (value: number) => string;

const row: fc.Arbitrary<Row> = fc
  .record({
    thing: fc.constantFrom(...THINGS),
    quantity: fc.integer({ min: 1, max: 400 }),
    cents: fc.integer({ min: 5, max: 300_000 }),
    off: fc.constantFrom(0, 0, 0, 1000, -1),
  })
  .map(({ thing, quantity, cents, off }) => ({
    thing,
    quantity,
    price: cents / 100,
    amount: (quantity * cents + off) / 100,
  }));

const locale = (name: string): Print => {
  const { format } = new Intl.NumberFormat(name, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value) => format(value);
};
const LOCALES = [locale('en-US'), locale('de-DE')];

/** A title line, if the layout has one, and how it prints a row. */
type Layout = readonly [name: string, titles: string, line: (row: Row, index: number, print: Print) => string];

const LAYOUTS: readonly Layout[] = [
  [
    'bars',
    '| # | Description | Qty | Unit price | Amount |\n|---|---|---|---|---|',
    ({ thing, quantity, price, amount }, index, print) =>
      `| ${index} | ${thing} | ${quantity} | ${print(price)} | ${print(amount)} |`,
  ],
  [
    'tabs',
    'Description\tQty\tPrice\tTotal',
    ({ thing, quantity, price, amount }, _, print) => [thing, quantity, print(price), print(amount)].join('\t'),
  ],
  [
    'columns, figures flush right',
    `${'Item'.padEnd(30)}${'Quantity'.padStart(10)}${'Unit price'.padStart(14)}${'Amount'.padStart(16)}`,
    ({ thing, quantity, price, amount }, _, print) =>
      `${thing.padEnd(30)}${String(quantity).padStart(10)}${print(price).padStart(14)}${print(amount).padStart(16)}`,
  ],
  [
    'columns, all flush left',
    `Pos  ${'Item'.padEnd(30)}${'Qty'.padEnd(8)}${'Price'.padEnd(14)}Amount`,
    ({ thing, quantity, price, amount }, index, print) =>
      `${String(index).padEnd(5)}${thing.padEnd(30)}${String(quantity).padEnd(8)}${print(price).padEnd(14)}${print(amount)}`,
  ],
  [
    'quantities first',
    `${'Qty'.padStart(6)}  ${'Description'.padEnd(30)}${'Price'.padStart(12)}${'Total'.padStart(14)}`,
    ({ thing, quantity, price, amount }, _, print) =>
      `${String(quantity).padStart(6)}  ${thing.padEnd(30)}${print(price).padStart(12)}${print(amount).padStart(14)}`,
  ],
  [
    'single blanks',
    'Item Qty Price Amount',
    ({ thing, quantity, price, amount }, _, print) => `${thing} ${quantity} ${print(price)} ${print(amount)}`,
  ],
  [
    'semicolons',
    'Item;Quantity;Unit price;Amount',
    ({ thing, quantity, price, amount }, _, print) => [thing, quantity, print(price), print(amount)].join(';'),
  ],
  [
    'a list',
    '',
    ({ thing, quantity, price, amount }, _, print) => `- ${quantity} x ${thing} @ $${print(price)} = $${print(amount)}`,
  ],
  [
    'labels in a row',
    '',
    ({ thing, quantity, price, amount }, index, print) =>
      `${index}. ${thing} - Qty: ${quantity} - Unit price: ${print(price)} - Amount: ${print(amount)}`,
  ],
  [
    'rows without titles',
    '',
    ({ thing, quantity, price, amount }, index, print) =>
      `${index}  ${thing}   ${quantity}   ${print(price)}   ${print(amount)}`,
  ],
];

describe.each(LAYOUTS)('an invoice in %s', (_name, titles, line) => {
  it('is read row by row, in one part or in two, and no sum is taken for a row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 4, maxLength: 30 }),
        fc.constantFrom(...LOCALES),
        fc.integer({ min: 2, max: 28 }),
        async (rows, print, end) => {
          const sum = rows.reduce((so, { amount }) => so + Math.round(amount * 100), 0) / 100;
          const head = `Brightwater Ltd\nINVOICE 77\nDate: 2026-03-01\n\n${titles}\n`;
          const lines = rows.map((one, index) => line(one, index + 1, print));
          const foot = `\n\nSubtotal  ${print(sum)}\nTax 5 %  ${print(5)}\nTotal  USD ${print(sum + 5)}\n`;
          const expected = rows.map(({ thing, quantity, price, amount }) => [thing, quantity, price, amount]);

          const whole = await extracted(`${head}${lines.join('\n')}${foot}`);
          expect(rowsOf(whole)).toEqual(expected);
          expect(whole).toMatchObject({ subtotal: sum, tax: 5, currency: 'USD' });
          const first = await extracted(`${head}${lines.slice(0, end).join('\n')}`);
          const second = await extracted(`${lines.slice(end).join('\n')}${foot}`);
          expect([...rowsOf(first), ...rowsOf(second)]).toEqual(expected);
          expect(second).toMatchObject({ vendor: null, invoiceNumber: null, invoiceDate: null });
        },
      ),
      { numRuns: 25 },
    );
  });
});
