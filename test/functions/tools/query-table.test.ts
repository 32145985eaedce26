import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { memoryLibrary } from './memory-library.ts';
import { used } from './used.ts';

interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly totalRows: number;
}

const ORDERS = `\ufefforder,supplier,ordered,quantity,amount,code,rate
A-1,Voss,2025-01-08,"1,200","€38,400.50",0042,1.5 %
A-2,Dravec,2025-02-11,900,€26820.00,0107,
A-3,voss,2025-03-02,-50,"-€1,600.00",12,0.5 %
A-4,Anselmi,2025-03-30,,,7,12 %
`;
const { library } = memoryLibrary({ 'orders.csv': ORDERS, 'note.md': 'text', 'empty.csv': '' });
const asked = (query: object, of = library) => used<Answer>('query-table', { table: 'orders', ...query }, of);
const rowsOf = async (query: object, of = library) => (await asked(query, of)).value.rows;

describe('query-table', () => {
  it('gives rows, with numbers wherever a whole column has them', async () => {
    const { value, sources } = await asked({});
    expect(value).toEqual({
      table: 'orders',
      columns: ['order', 'supplier', 'ordered', 'quantity', 'amount', 'code', 'rate'],
      rows: [
        ['A-1', 'Voss', '2025-01-08', 1200, 38400.5, '0042', 1.5],
        ['A-2', 'Dravec', '2025-02-11', 900, 26820, '0107', null],
        ['A-3', 'voss', '2025-03-02', -50, -1600, '12', 0.5],
        ['A-4', 'Anselmi', '2025-03-30', null, null, '7', 12],
      ],
      totalRows: 4,
    });
    expect(sources).toEqual(['orders']);
  });

  it.each([
    [{ column: 'supplier', is: '=', value: 'VOSS' }, ['A-1', 'A-3']],
    [{ column: 'supplier', is: '!=', value: 'voss' }, ['A-2', 'A-4']],
    [{ column: 'Supplier ', is: 'contains', value: 's' }, ['A-1', 'A-3', 'A-4']],
    [{ column: 'quantity', is: '<', value: 900 }, ['A-3']],
    [{ column: 'quantity', is: '<=', value: 900 }, ['A-2', 'A-3']],
    [{ column: 'amount', is: '>', value: '€20,000' }, ['A-1', 'A-2']],
    [{ column: 'amount', is: '!=', value: 26820 }, ['A-1', 'A-3', 'A-4']],
    [{ column: 'ordered', is: '>=', value: '2025-03' }, ['A-3', 'A-4']],
    [{ column: 'code', is: '=', value: '0042' }, ['A-1']],
    [{ column: 'quantity', is: 'contains', value: 20 }, ['A-1']],
  ])('keeps rows where %j', async (condition, orders) => {
    expect(await rowsOf({ where: [condition], columns: ['order'] })).toEqual(orders.map((order) => [order]));
  });

  it('sums and averages groups, and leaves empty cells out', async () => {
    const query = {
      groupBy: ['supplier'],
      aggregate: [
        { column: 'amount', function: 'sum' },
        { column: 'quantity', function: 'average' },
        { column: 'quantity', function: 'count' },
        { column: '*', function: 'count' },
        { column: 'ordered', function: 'max' },
      ],
      orderBy: [{ column: 'sum(amount)', direction: 'descending' }],
    };
    const { value } = await asked(query);
    expect(value.columns).toEqual([
      'supplier',
      'sum(amount)',
      'average(quantity)',
      'count(quantity)',
      'count(*)',
      'max(ordered)',
    ]);
    expect(value.rows).toEqual([
      ['Voss', 38400.5, 1200, 1, 1, '2025-01-08'],
      ['Dravec', 26820, 900, 1, 1, '2025-02-11'],
      ['Anselmi', 0, null, 0, 1, '2025-03-30'],
      ['voss', -1600, -50, 1, 1, '2025-03-02'],
    ]);
    expect(await rowsOf({ aggregate: [{ column: 'amount', function: 'min' }] })).toEqual([[-1600]]);
    expect(await rowsOf({ groupBy: ['code'], where: [{ column: 'order', is: '=', value: 'none' }] })).toEqual([]);
  });

  it('puts empty cells last in either direction, and tells how many rows there were', async () => {
    for (const direction of ['ascending', 'descending']) {
      const { value } = await asked({ orderBy: [{ column: 'amount', direction }], columns: ['order'], limit: 3 });
      expect(value.rows).toEqual(direction === 'ascending' ? [['A-3'], ['A-2'], ['A-1']] : [['A-1'], ['A-2'], ['A-3']]);
      expect(value.totalRows).toBe(4);
    }
  });

  it('gives 50 rows unless asked for more', async () => {
    const { library: long } = memoryLibrary({
      'orders.csv': `n\n${Array.from({ length: 300 }, (_, n) => n).join('\n')}`,
    });
    expect(await rowsOf({}, long)).toHaveLength(50);
    expect(await rowsOf({ limit: 200 }, long)).toHaveLength(200);
    await expect(rowsOf({ limit: 201 }, long)).rejects.toThrow('at most 200');
  });

  it.each([
    [
      { columns: ['price'] },
      'there is no column "price"; there are order (text), supplier (text), ordered (text), quantity (number)',
    ],
    [{ where: [{ column: 'price', is: '=', value: 1 }] }, 'there is no column "price"'],
    [{ groupBy: ['price'] }, 'there is no column "price"'],
    [{ groupBy: ['supplier'], orderBy: [{ column: 'amount' }] }, 'there are supplier (text), count(*) (number)'],
    [{ where: [{ column: 'amount', is: '>', value: 'much' }] }, 'column amount holds numbers, and “much” is none'],
    [{ aggregate: [{ column: 'supplier', function: 'sum' }] }, 'column supplier holds text, so it has no sum'],
    [{ aggregate: [{ column: '*', function: 'max' }] }, 'max(*) means nothing'],
    [{ table: 'order' }, 'there is no table "order"; there are orders, empty'],
    [{ table: 'note' }, 'note is a document; use fetch-document'],
    [{ table: 'empty' }, 'the table is empty'],
    [{ where: [{ column: 'amount', is: 'like', value: 'x' }] }, 'must be one of'],
  ])('says what is wrong with %j', async (query, problem) => {
    await expect(asked(query)).rejects.toThrow(problem);
  });

  it.each([
    ['1.234,50\n7', [1234.5, 7]],
    ['1.234\n5.6', [1.234, 5.6]],
    ["CHF 1'200\n1 300 CHF", [1200, 1300]],
    // Euros and dollars make no sum.
    ['€5\n$6', ['€5', '$6']],
    ['1\nn/a', ['1', 'n/a']],
    ['2025-01\n2025-02', ['2025-01', '2025-02']],
    ['1,2,3\n4', ['1,2,3', '4']],
    ['−5\n+6', [-5, 6]],
  ])('reads the column %j', async (cells, values) => {
    const { library: one } = memoryLibrary({
      'orders.csv': `x;${'\n'}`.replace(';', '') + cells.replace(/^.*$/gm, '"$&"'),
    });
    expect(await rowsOf({}, one)).toEqual(values.map((value) => [value]));
  });

  it('reads tables whose lines and heads are not tidy', async () => {
    const { library: one } = memoryLibrary({ 'orders.csv': 'a,,A,__proto__\r\n1,2\r\n\r\n3,4,5,6,7\r\n' });
    expect((await asked({}, one)).value).toMatchObject({
      columns: ['a', 'column 2', 'A (2)', '__proto__'],
      rows: [
        [1, 2, null, null],
        [3, 4, 5, 6],
      ],
    });
  });

  it('agrees with a plain reading of the rows', async () => {
    const row = fc.record({
      name: fc.constantFrom('x', 'y', 'z'),
      size: fc.option(fc.integer({ min: -2000, max: 2000 })),
      day: fc.constantFrom('2025-01-01', '2025-06-15', '2025-12-31'),
    });
    const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
    const holds = (is: string, order: number) =>
      ({ '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 })[
        is
      ]!;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        comparison,
        fc.integer({ min: -50, max: 50 }),
        async (rows, is, least) => {
          // A first row that makes the column one of numbers.
          const all = [{ name: 'x', size: 0, day: '2025-01-01' }, ...rows];
          const csv = [
            'name,size,day',
            ...all.map(({ name, size, day }) => `${name},"${size?.toLocaleString('en') ?? ''}",${day}`),
          ];
          const { library: one } = memoryLibrary({ 'orders.csv': csv.join('\n') });
          const kept = all.filter(({ size }) => (size === null ? is === '!=' : holds(is, size - least)));
          const names = [...new Set(kept.map(({ name }) => name))].sort();
          const query = {
            where: [{ column: 'size', is, value: least }],
            groupBy: ['name'],
            aggregate: [
              { column: 'size', function: 'sum' },
              { column: '*', function: 'count' },
            ],
            orderBy: [{ column: 'name' }],
          };
          expect(await rowsOf(query, one)).toEqual(
            names.map((name) => {
              const group = kept.filter((each) => each.name === name);
              return [name, group.reduce((sum, { size }) => sum + (size ?? 0), 0), group.length];
            }),
          );
        },
      ),
    );
  });

  it('reads or refuses any text as a table', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', '€', '.', '-', '😀'),
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(text, async (csv) => {
        const answer = await asked({}, memoryLibrary({ 'orders.csv': csv }).library).catch((error: unknown) => error);
        if (answer instanceof Error) return expect(answer.message).not.toMatch(/not an output/);
        const { columns, rows } = (answer as { value: Answer }).value;
        for (const row of rows) expect(row).toHaveLength(columns.length);
      }),
    );
  });
});
