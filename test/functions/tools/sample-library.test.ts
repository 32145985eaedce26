import { describe, expect, it } from '@jest/globals';

import { sampleLibrary } from './memory-library.ts';
import { used } from './used.ts';

const { library } = sampleLibrary();
const rowsOf = async (table: string, query: object) =>
  (await used<{ rows: readonly (readonly (string | number)[])[] }>('query-table', { table, ...query }, library)).value
    .rows;
const sums = (...columns: string[]) => columns.map((column) => ({ column, function: 'sum' }));
const textOf = async (id: string) => (await library.read(id))!.replace(/\s+/g, ' ');
const grouped = (value: number) => value.toLocaleString('en');

/** What the sample documents say has to be what their tables say, or no answer about them could be judged. */
describe('the sample library', () => {
  const boilers = [{ column: 'part', is: '=', value: 'BLR-20' }];

  it('has deliveries as the quality report tells of them', async () => {
    const report = await textOf('quality-report-2025');
    const suppliers = await rowsOf('deliveries-2025', {
      where: boilers,
      groupBy: ['supplier'],
      aggregate: sums('quantity', 'rejected'),
    });
    expect(suppliers).toHaveLength(4);
    for (const [supplier, quantity, rejected] of suppliers) {
      const share = ((Number(rejected) / Number(quantity)) * 100).toFixed(2);
      expect(report).toMatch(new RegExp(`${supplier} \\| ${grouped(Number(quantity))} \\| ${rejected} \\| ${share} %`));
    }
    const [[quantity, rejected, amount]] = (await rowsOf('deliveries-2025', {
      where: boilers,
      aggregate: sums('quantity', 'rejected', 'amount'),
    })) as [[number, number, number]];
    expect(report).toContain(`received ${grouped(quantity)} boilers and rejected ${rejected}`);
    expect(await textOf('sourcing-brief-2026')).toContain(
      `paid €${grouped(amount)} for ${grouped(quantity)} boilers, which is €${(amount / quantity).toFixed(2)}`,
    );
  });

  it('has sales and faults as the quality report tells of them', async () => {
    const report = await textOf('quality-report-2025');
    const models = await rowsOf('sales-and-returns-2025', {
      groupBy: ['model'],
      aggregate: sums('units_sold', 'boiler_faults'),
    });
    for (const [model, sold, faults] of models) {
      const share = ((Number(faults) / Number(sold)) * 100).toFixed(2);
      expect(report).toContain(`${model} | ${grouped(Number(sold))} | ${faults} | ${share} %`);
    }
  });

  it('has the late orders that the minutes speak of, and the limits between which suppliers differ', async () => {
    const [all, late] = await Promise.all(
      [[], [{ column: 'days_late', is: '>', value: 0 }]].map(async (where) => {
        const query = { where: [...boilers, ...where], groupBy: ['supplier'] };
        return new Map((await rowsOf('deliveries-2025', query)) as readonly (readonly [string, number])[]);
      }),
    );
    expect([...all!].map(([supplier, orders]) => [supplier, late!.get(supplier), orders]).sort()).toEqual([
      ['Anselmi Caldaie', 1, 10],
      ['Dravec Metal', 5, 12],
      ['Sunhe Precision', 3, 6],
      ['Voss Thermik', 1, 14],
    ]);
    expect(await textOf('minutes-2026-01-20')).toContain('five of twelve boiler orders from Dravec came late');
  });

  it('has emissions as the sustainability policy tells of them', async () => {
    const averages = await rowsOf('boiler-emissions-2025', {
      groupBy: ['supplier'],
      aggregate: [{ column: 'total_kg', function: 'average' }],
    });
    const policy = await textOf('sustainability-policy');
    for (const [supplier, kilograms] of averages)
      expect(policy).toContain(`${Number(kilograms).toFixed(1)} kg for ${supplier}`);
  });
});
