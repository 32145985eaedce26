import { isCompany, nameOf } from '../reading/company.ts';
import { currencyOf } from '../reading/currency.ts';
import { parseDate, writesDayFirst } from '../reading/dates.ts';
import { decimalMarkOf, figuresIn } from '../reading/figures.ts';
import { valuesUnder } from '../reading/labels.ts';
import { sentencesOf } from '../reading/sentences.ts';

const ROLES =
  /(?:(?:the )?(?:client|customer|provider|supplier|vendor|contractor|consultant|buyer|seller|purchaser|licensor|licensee|lessor|lessee|landlord|tenant|service provider|agency|company|employer|first party|second party|party [ab12]))\s*(?:\([^)]*\))?\s*:/;

/** Who agrees: as `between A and B` says, else as labels such as `Client:` do. */
export function partiesOf(text: string): readonly string[] {
  const between = partiesBetween(text.replace(/\s+/g, ' '));
  const named = between.length > 1 ? between : valuesUnder(text.split('\n').slice(0, 60), ROLES, partyOf);
  return [...new Set(named)];
}

const LONGEST_PARTIES = 900;

function partiesBetween(text: string): readonly string[] {
  for (const { index, 0: word } of text.matchAll(/\bbetween:?\s+/gi)) {
    const rest = text.slice(index + word.length, index + word.length + LONGEST_PARTIES);
    for (const and of rest.matchAll(/[,;)]?\s+and\s+/g)) {
      const [one, other] = [rest.slice(0, and.index + 1), rest.slice(and.index + and[0].length)];
      // `Harrow and Pine LLC`: an `and` between two names comes after the end of the first.
      if (!isBalanced(one) || !(/[),;]\s*$/.test(one) || isCompany(one))) continue;
      const parties = [partyOf(one), partyOf(other)].filter((party) => party !== undefined);
      if (parties.length === 2) return parties;
    }
    const plain = /^(.{2,80}?) and (.{2,80}?)(?=[,.;(]|$)/.exec(rest);
    const parties = [partyOf(plain?.[1] ?? ''), partyOf(plain?.[2] ?? '')].filter((party) => party !== undefined);
    if (parties.length === 2) return parties;
  }
  return [];
}

/** `(1) Acme, Inc., a Delaware corporation ("Provider")` → `Acme, Inc.` */
function partyOf(said: string): string | undefined {
  const from = said.replace(/^\s*(?:\(?(?:\d|[a-b]|i{1,2})[.)]\s*)?(?:the (?=[\p{Ll}]))?/iu, '');
  const [outside = ''] = from.split(/\s*[("“]/);
  const [name = ''] = outside.split(
    /,?\s+(?:a|an|whose|having|with (?:its|an?)|located|incorporated|registered|organi[sz]ed|acting|represented|residing|of \d)\b|\.\s|\n/i,
  );
  return nameOf(name);
}

function isBalanced(text: string): boolean {
  return (text.match(/\(/g)?.length ?? 0) === (text.match(/\)/g)?.length ?? 0);
}

const EFFECTIVE: readonly RegExp[] = [
  /\beffective date\b["”]?\)?\s*(?:is|means|shall be|of this agreement is|:|\|)+/gi,
  /\b(?:effective|with effect|in force|valid|takes? effect|(?:comes?|enters?) into (?:force|effect))\s+(?:as of|from|on|as from)\b/gi,
  /\b(?:entered into|made|concluded|signed)\b[^.]{0,40}?\b(?:as of|on|this|effective)\b/gi,
  /\b(?:commenc(?:es?|ing)|begins?|beginning|starts?|starting)\s+(?:on|from|as of)?\b/gi,
  /\bdated(?: as of)?\b/gi,
  /(?:^|\n)\s*(?:\*\*)?date(?:\*\*)?\s*:/gi,
];
const NEAR = 50;

/** The day from which a contract holds. */
export function effectiveDateOf(text: string): string | null {
  // `this 3rd day of March, 2026`
  const plain = text.replace(/\s+day of\s+/gi, ' ').replace(/\*\*/g, '');
  const dayFirst = writesDayFirst(text);
  for (const form of EFFECTIVE) {
    for (const match of plain.matchAll(form)) {
      const end = match.index + match[0].length;
      const day = parseDate(plain.slice(end, end + NEAR).replace(/\s+/g, ' '), dayFirst);
      if (day !== undefined) return day;
    }
  }
  return null;
}

const SUM = String.raw`(?:contract (?:value|price|sum|amount)|(?:total|aggregate|overall|entire|fixed|lump[- ]sum|all-in)\s+(?:\w+\s+){0,2}?(?:value|price|sum|fees?|compensation|consideration|cost|charges?|remuneration|amount)|not[- ]to[- ]exceed)`;
const WHOLE = new RegExp(String.raw`\b${SUM}\b`, 'i');
const SINGLE =
  /\b(?:fees?|price|sum|consideration|compensation|amount)\b.{0,60}\b(?:of|is|shall be|will be|equal to|totall?ing)\b/i;
const NO_PRICE = /\b(?:liab|indemn|insur|penalt|damages|cap(?:ped)?\b|exceed the fees|deposit|late)/i;
const PER_PERIOD =
  /^\W{0,3}(?:per|a|an|each|every|\/)\s*(?:calendar )?(?:hour|day|week|month|quarter|year|annum|user|seat|unit)|^\W{0,3}(?:monthly|annually|yearly|quarterly|hourly)/i;

export interface Value {
  readonly value: number | null;
  readonly currency: string | null;
}

/** What the contract prints as its sum over the whole term; a price for a month or an hour is none, and nothing is computed. */
export function valueOf(text: string): Value {
  const mark = decimalMarkOf(text);
  const sentences = sentencesOf(text.replace(/\|/g, ' ')).filter((sentence) => !NO_PRICE.test(sentence));
  for (const form of [WHOLE, SINGLE]) {
    for (const sentence of sentences) {
      const at = sentence.search(form);
      if (at < 0) continue;
      const sum = figuresIn(sentence, mark).find(
        ({ start, end, isMoney }) => start >= at && isMoney && !PER_PERIOD.test(sentence.slice(end)),
      );
      if (sum === undefined) continue;
      return {
        value: sum.value,
        currency: currencyOf(sentence.slice(sum.start - 4, sum.end + 12)) ?? currencyOf(text),
      };
    }
  }
  return { value: null, currency: null };
}
