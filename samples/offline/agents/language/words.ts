/** One word of a text, as it is compared. */
interface Word {
  /** As written. */
  readonly shown: string;
  /** What its inflections and its nearest synonyms have in common. */
  readonly stem: string;
}

// Function words, verbs of asking, and words for the answer itself: they name no subject.
const COMMON = new Set(
  `a develop developed development evolve evolved happen happened occur occurred about according came went goes going come comes back account across actually after again against all also although am among an and another any are around as
  ask asked at available away based be because been before being below best better between both brief briefly but by can cannot
  clear clearly come conclude conclusion consider could current currently dear describe detail details did do document documents does doing done down draft
  during each either else ensure etc even ever every everything exactly explain explicitly fact few figure figures find finding
  findings first following for found from full further gather general get give given go goal good got had has have having he
  help her here his how however i identify if in include includes including information instead into is it its itself just
  keep key kind know known last least less let library like list look lot main make many matter may me mean means mention mentions might
  more most much must my name named names need needed needs no nor not note nothing now number numbers of off often on once one ones only onto or
  other others our out over overall own per perhaps please point points possible prepare present produce provide put question questions
  quite quote quoted rather read really recommend recommendation recommendations recommended regard regarding related relevant report
  respect result results said same say says search second see seem sentence sentences several shall she short should show shows since so
  some someone something source sources specific state stated states step steps still such suggest sum-up summarise summarize summary support
  table tables take tell than that the their them then there these they thing things this those three through thus to together too
  topic two under understand until up upon us use used useful uses using very via want wants was way we well were what when
  where whether which while who whom whose why will with within without word words would write writing written yes yet you your`.split(
    /\s+/,
  ),
);

// Words that mean much the same in business documents; the first of a row stands for all.
const SYNONYMS = `cost price pricing expense spend spending expensive cheap cheaper cheapest costly
supplier vendor provider
staff employee personnel workforce colleague
buy purchase procure procurement sourcing source
customer client buyer
late delay delayed overdue lateness punctual punctuality reliability reliable dependable
delivery shipment shipping
quality defect defective reject rejected rejection
failure fault breakdown fail outage failing
reduce cut decrease lower reduction shrink saving
grow increase raise rise growth
emission co2 co2e carbon footprint climate
risk danger hazard threat
benefit advantage upside
drawback disadvantage downside weakness
returned return returning refund
warranty guarantee
repair mend fix
revenue turnover sale sales sold sell
complaint complain
rule policy guideline
salary wage pay
holiday vacation leave`
  .split('\n')
  .map((row) => row.split(' '));

const SUFFIXES =
  /(?:abilities|ability|able|ations|ation|ements|ement|ments|ment|nesses|ness|ings|ing|edly|ed|ers|er|ors|or|ives|ive|ally|ly|al|s)$/;

const canonical = new Map(
  SYNONYMS.flatMap(([first = '', ...others]) => others.map((other) => [cut(other), cut(first)] as const)),
);

const CAME_BACK = /\b(?:came|comes?|coming|went|goe?s?|sent|brought|taken) back\b/gi;

/** The word without its endings, for comparing only: `deliveries` and `delivered` come to the same. */
export function stemOf(word: string): string {
  const short = cut(fold(word));
  return canonical.get(short) ?? short;
}

/** Other words for what a word says, e.g. `delayed` for `late`. */
export function relatedWords(word: string): readonly string[] {
  const stem = stemOf(word);
  const row = SYNONYMS.find((words) => words.some((other) => stemOf(other) === stem)) ?? [];
  return row.filter((other) => !other.includes('-') && cut(other) !== cut(fold(word)));
}

/** All words of a text that may name something, in order; figures and codes such as `BLR-20` are words, too. */
export function wordsOf(text: string): readonly Word[] {
  const plain = text.replace(CAME_BACK, 'returned');
  return (plain.match(/[\p{L}\p{N}]+(?:[-'’.,/][\p{L}\p{N}]+)*/gu) ?? []).flatMap((shown) => {
    const folded = fold(shown);
    if (COMMON.has(folded) || folded.length < 2) return [];
    const whole = { shown, stem: stemOf(shown) };
    // A month is also a time of its year.
    const year = /^((?:19|20)\d\d)-\d/.exec(shown)?.[1];
    if (year !== undefined) return [whole, { shown: year, stem: year }];
    // `cold-chain` is also `cold` and `chain`; a code or a date is one thing.
    if (!shown.includes('-') || /\d/.test(shown)) return [whole];
    const parts = shown.split('-').filter((part) => part.length > 2 && !COMMON.has(fold(part)));
    return parts.length < 2 ? [whole] : parts.map((part) => ({ shown: part, stem: stemOf(part) }));
  });
}

/** The same without synonyms: what a word says itself. */
export function plainStemOf(word: string): string {
  return cut(fold(word));
}

/** The different stems of a text. */
export function stemsOf(text: string): ReadonlySet<string> {
  return new Set(wordsOf(text).map(({ stem }) => stem));
}

/** Up to `most` telling words of a text as they are written, each once, in order. */
export function keyTerms(text: string, most: number): readonly string[] {
  const seen = new Set<string>();
  const terms: string[] = [];
  for (const { shown, stem } of wordsOf(text)) {
    if (seen.has(stem)) continue;
    seen.add(stem);
    terms.push(shown);
  }
  return terms.slice(0, most);
}

/** Small letters without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s$|[’']/g, '');
}

function cut(word: string): string {
  if (/\d/.test(word)) return word;
  let stem = word
    .replace(/ies$/, 'y')
    .replace(/sses$/, 'ss')
    .replace(/sis$|ses$/, 's');
  for (let times = 0; times < 3; times++) {
    const shorter = stem.replace(SUFFIXES, '');
    // `us`, `ss` and short words keep their ends: `status`, `process`, `water`.
    if (shorter === stem || shorter.length < (/(?:s|ing|ed)$/.test(stem) ? 3 : 4) || /(?:ss|us|is)$/.test(stem)) break;
    stem = shorter;
  }
  const plain = stem.replace(/([bdgklmnprt])\1$/, '$1');
  return plain.length > 3 ? plain.replace(/[eyi]$/, '') : plain;
}
