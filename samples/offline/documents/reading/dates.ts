const MONTHS: Readonly<Record<string, number>> = {
  ...numbered('january february march april may june july august september october november december'),
  ...numbered('januar februar märz april mai juni juli august september oktober november dezember'),
  ...numbered('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
  ...numbered('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
};

function numbered(names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name, index) => [name, index + 1]));
}

const WORD_MONTH = String.raw`(\p{L}{3,})\.?`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th|er|\.)?`;

/** Whether `03/04/2026` is the 3rd of April, as a document's other dates and its country's habits tell. */
export function writesDayFirst(text: string): boolean {
  const pairs = [...text.matchAll(/(?<![\d/])(\d{1,2})\/(\d{1,2})\/\d{2,4}(?!\d)/g)];
  if (pairs.some(([, first]) => Number(first) > 12)) return true;
  if (pairs.some(([, , second]) => Number(second) > 12)) return false;
  return /€|£|\b(?:EUR|GBP|AUD|NZD|VAT|MwSt|TVA|ABN)\b/.test(text);
}

/** The first day that a text names, as YYYY-MM-DD; undefined when it names none. */
export function parseDate(text: string, dayFirst = false): string | undefined {
  const forms: readonly (readonly [RegExp, (parts: readonly string[]) => readonly [string, number, string]])[] = [
    [/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/u, ([y = '', m, d = '']) => [y, Number(m), d]],
    [
      new RegExp(`(?<!\\d)${DAY}(?: of)?[ -]${WORD_MONTH}[ ,-]+(\\d{4}|\\d{2}(?!\\d))`, 'iu'),
      ([d = '', m, y = '']) => [y, month(m), d],
    ],
    [new RegExp(`(?<!\\p{L})${WORD_MONTH} ${DAY},? (\\d{4})`, 'iu'), ([m, d = '', y = '']) => [y, month(m), d]],
    [/(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)/u, ([d = '', m, y = '']) => [y, Number(m), d]],
    [
      /(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?![\d/-])/u,
      ([a = '', b = '', y = '']) => (dayFirst || Number(a) > 12 ? [y, Number(b), a] : [y, Number(a), b]),
    ],
  ];
  const found = forms.flatMap(([form, read]) => {
    const match = form.exec(text);
    const day = match === null ? undefined : calendarDay(...read(match.slice(1)));
    return match === null || day === undefined ? [] : [{ at: match.index, day }];
  });
  return found.sort((one, other) => one.at - other.at)[0]?.day;
}

function month(name = ''): number {
  const low = name.toLowerCase();
  const known = Object.keys(MONTHS).find((one) => one === low || (low.length >= 3 && one.startsWith(low)));
  return known === undefined ? 0 : (MONTHS[known] ?? 0);
}

function calendarDay(year: string, ofYear: number, day: string): string | undefined {
  const full = year.length === 2 ? `20${year}` : year;
  const text = `${full}-${String(ofYear).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}
