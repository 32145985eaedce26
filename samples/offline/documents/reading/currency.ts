const CODES = 'USD EUR GBP CHF CAD AUD NZD JPY SEK NOK DKK PLN CZK INR SGD ZAR BRL MXN CNY HKD'.split(' ');

// The longer sign first: `CA$` holds a `$`.
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:CA|C)\$/g, 'CAD'],
  [/\b(?:AU|A)\$/g, 'AUD'],
  [/\bNZ\$/g, 'NZD'],
  [/(?<![A-Z])(?:US)?\$/g, 'USD'],
  [/€|\beuros?\b/gi, 'EUR'],
  [/£|\bpounds sterling\b/gi, 'GBP'],
  [/¥/g, 'JPY'],
  [/₹/g, 'INR'],
  [/\b(?:US |U\.S\. )?dollars\b/gi, 'USD'],
  [/\bSwiss francs\b/gi, 'CHF'],
  [/\bzł/g, 'PLN'],
];

/** The currency that a text counts in, ISO 4217: the one that it names most often; null when it names none. */
export function currencyOf(text: string): string | null {
  const counts = new Map<string, number>();
  const add = (code: string, times: number) => void (times > 0 && counts.set(code, (counts.get(code) ?? 0) + times));
  for (const code of CODES) add(code, text.match(new RegExp(`(?<![A-Za-z])${code}(?![A-Za-z])`, 'g'))?.length ?? 0);
  for (const [sign, code] of SIGNS) add(code, text.match(sign)?.length ?? 0);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}
