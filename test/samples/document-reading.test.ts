import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currencyOf } from '../../samples/offline/documents/reading/currency.ts';
import { parseDate, writesDayFirst } from '../../samples/offline/documents/reading/dates.ts';
import { decimalMarkOf, figuresIn, parseFigure } from '../../samples/offline/documents/reading/figures.ts';

// Locales whose figures differ in points, commas, blanks and apostrophes.
const LOCALES = [
  ['en-US', '.'],
  ['de-DE', ','],
  ['fr-FR', ','],
  ['de-CH', '.'],
  ['sv-SE', ','],
  ['en-IN', '.'],
] as const;

const cents = fc.integer({ min: -999_999_999, max: 999_999_999 });
const shown = (value: number, locale: string) =>
  // Indian lakhs group by two; no document of ours does.
  value.toLocaleString(locale === 'en-IN' ? 'en-AU' : locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

describe('figures', () => {
  it.each(LOCALES)('are read as %s prints them', (locale, mark) => {
    fc.assert(
      fc.property(
        cents,
        fc.constantFrom('', '$', '€ ', 'USD ', 'CHF '),
        fc.constantFrom('', ' €', ' EUR'),
        (of, sign, code) => {
          const text = `${sign}${shown(of / 100, locale)}${sign === '' ? code : ''}`;
          expect(parseFigure(text, mark)).toBe(of / 100);
        },
      ),
    );
  });

  it.each(LOCALES)('tell the decimal mark of %s', (locale, mark) => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1 }), (values) => {
        expect(decimalMarkOf(values.map((of) => `Item ${shown(of / 100, locale)} on 12.03.2026`).join('\n'))).toBe(
          mark,
        );
      }),
    );
  });

  it('are found in a line, in order', () => {
    const price = fc.integer({ min: 1, max: 9_999_999 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), price, price, (count, one, all) => {
        const line = `Cable, 3 m (black)  ${count}  $${shown(one / 100, 'en-US')}  ${shown(all / 100, 'en-US')} USD`;
        expect(figuresIn(line, '.').slice(-3)).toMatchObject([
          { value: count, isMoney: false },
          { value: one / 100, isMoney: true },
          { value: all / 100, isMoney: true },
        ]);
      }),
    );
  });

  it.each([
    ['1,234', '.', 1234],
    ['1,234', ',', 1.234],
    ['1.234', ',', 1234],
    ['0.125', ',', 0.125],
    ['12.5', ',', 12.5],
    ['1 250,00', ',', 1250],
    ['(80.00)', '.', -80],
    ['80.00-', '.', -80],
    ['-$5', '.', -5],
    ["1'200.-", '.', 1200],
  ] as const)('%s with %s is %d', (text, mark, value) => expect(parseFigure(text, mark)).toBe(value));

  it.each(['', 'abc', '1,23,45', 'A4', '12 pcs', '--5', '1.2.3.4', '12/03/2026', '1,2345.6,7'])('%p is none', (text) =>
    expect(parseFigure(text)).toBeUndefined(),
  );

  it('are not shares, dates, codes or parts of words', () => {
    expect(figuresIn('19 % of PO-77, M8x40, A4, 12.03.2026, 2026-03-12 and INV/3', '.')).toEqual([]);
  });
});

describe('dates', () => {
  const days = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  const forms: readonly (readonly [string, (year: string, month: string, day: string, date: Date) => string])[] = [
    ['ISO', (year, month, day) => `${year}-${month}-${day}`],
    ['dots', (year, month, day) => `${day}.${month}.${year}`],
    ['slashes', (year, month, day) => `${month}/${day}/${year}`],
    ['British words', (year, _month, _day, date) => `${date.getUTCDate()} ${name(date, 'en')} ${year}`],
    ['American words', (year, _month, _day, date) => `${name(date, 'en')} ${date.getUTCDate()}, ${year}`],
    ['short words', (year, _month, day, date) => `${day}-${name(date, 'en').slice(0, 3)}-${year}`],
    ['German words', (year, _month, _day, date) => `${date.getUTCDate()}. ${name(date, 'de')} ${year}`],
    ['French words', (year, _month, _day, date) => `${date.getUTCDate()} ${name(date, 'fr')} ${year}`],
  ];
  it.each(forms)('are read in the form of %s', (_, form) => {
    fc.assert(
      fc.property(days, fc.constantFrom('', 'Due: ', 'No. 7, '), (iso, before) => {
        const [year = '', month = '', day = ''] = iso.split('-');
        expect(parseDate(`${before}${form(year, month, day, new Date(iso))}`)).toBe(iso);
      }),
    );
  });

  it('with slashes are read as the document writes the others', () => {
    expect(parseDate('03/04/2026')).toBe('2026-03-04');
    expect(parseDate('03/04/2026', writesDayFirst('from 28/02/2026 to 03/04/2026'))).toBe('2026-04-03');
    expect(parseDate('03/04/2026', writesDayFirst('£12.00 on 03/04/2026'))).toBe('2026-04-03');
    expect(parseDate('03/04/2026', writesDayFirst('£12.00 on 03/28/2026'))).toBe('2026-03-04');
  });

  it.each(['', 'soon', '31.02.2026', '2026-13-01', '12/2026', '1.234.567', '99 Juni 2026', '10 boxes 2026'])(
    '%p is none',
    (text) => expect(parseDate(text)).toBeUndefined(),
  );
});

describe('the currency', () => {
  it.each([
    ['Total $5', 'USD'],
    ['CA$ 5 and CA$ 6', 'CAD'],
    ['5 € or 6 EUR', 'EUR'],
    ['£5', 'GBP'],
    ['Rates in CHF', 'CHF'],
    ['$5, all amounts in AUD; AUD 7', 'AUD'],
    ['five', null],
  ])('of %p is %s', (text, currency) => expect(currencyOf(text)).toBe(currency));
});

function name(date: Date, language: string): string {
  return date.toLocaleDateString(language, { month: 'long', timeZone: 'UTC' });
}
