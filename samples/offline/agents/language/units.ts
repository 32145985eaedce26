import { sentencesOf } from '../../documents/reading/sentences.ts';

/** The smallest piece of a document that can be quoted: a sentence, an item of a list, or a row of a table in words. */
export interface Unit {
  readonly text: string;
  /** The headings above it, outermost first, joined by `: `. */
  readonly heading: string;
  /** Rows of one table have the same, everything else undefined. */
  readonly table?: string;
}

interface Block {
  readonly kind: 'text' | 'item' | 'table';
  readonly lines: readonly string[];
  readonly heading: string;
}

/** The units of a Markdown text, without headings, marks and bylines. */
export function unitsOf(markdown: string): readonly Unit[] {
  return blocksOf(markdown).flatMap(({ kind, lines, heading }, index): readonly Unit[] => {
    if (kind === 'table') return rowsOf(lines).map((text) => ({ text, heading, table: `${heading}#${index}` }));
    const sentences = sentencesOf(plain(lines.join(' ')));
    if (sentences.some((sentence) => isByline(sentence))) return [];
    return joined(sentences.map((sentence) => sentence.replace(/;$/, '.')))
      .filter((text) => isWhole(text))
      .map((text) => ({ text, heading }));
  });
}

// What points back says nothing without the sentence before it.
const POINTS_BACK =
  /^(?:\(|(?:likely|effect|answer|reason|result|note|cause|remedy|owner|source)\b[^:]{0,40}:|it|its|this|these|that|they|their|them|he|she|his|her|both|together|such|the latter|the former|the difference|of (?:these|them|those)|for (?:this|these|them|it)|because of this|therefore|instead|otherwise|also|but|and|so|until then|there|here|what remains|nearly all|at the same)(?:\b|(?<=:))/i;

/** Sentences with those that point back to them. */
function joined(sentences: readonly string[]): readonly string[] {
  const units: string[] = [];
  for (const sentence of sentences) {
    const before = units.at(-1);
    const isShort = before !== undefined && before.split(' ').length < 4;
    if (before !== undefined && (isShort || (POINTS_BACK.test(sentence) && before.length + sentence.length < LONGEST)))
      units[units.length - 1] = `${before} ${sentence}`;
    else units.push(named(sentence, units.join(' ')));
  }
  return units;
}

/** `He warned` by the name of whoever was spoken of before. */
function named(sentence: string, before: string): string {
  const person = [...before.matchAll(/(?<![\p{L}'’])\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(?![\p{L}'’])/gu)].at(-1)?.[0];
  return person === undefined ? sentence : sentence.replace(/^(?:He|She)(?= )/, person);
}

// Two or three sentences; longer bullets are not read.
const LONGEST = 360;

/** Text without emphasis, links and code marks, on one line. */
export function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`+)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*([^*\s][^*]*)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const ITEM = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const path: string[] = [];
  let open: { kind: Block['kind']; lines: string[]; heading: string } | undefined;
  const begin = (kind: Block['kind'], line: string): void => {
    open = { kind, lines: [line], heading: path.filter((each) => each !== undefined).join(': ') };
    blocks.push(open);
  };
  for (const line of markdown.split(/\r?\n/)) {
    const [, marks, title] = HEADING.exec(line) ?? [];
    if (marks !== undefined && title !== undefined) {
      path.length = Math.min(path.length, marks.length - 1);
      path[marks.length - 1] = plain(title);
      open = undefined;
    } else if (line.trim() === '') open = undefined;
    else if (/^\s*\|/.test(line)) {
      if (open?.kind === 'table') open.lines.push(line);
      else begin('table', line);
    } else if (ITEM.test(line)) begin('item', line.replace(ITEM, ''));
    else if (open !== undefined && open.kind !== 'table') open.lines.push(line);
    else begin('text', line);
  }
  return blocks;
}

/** `Voss Thermik: received 20,500, rejected 74, share 0.36 %` for each row of a table. */
function rowsOf(lines: readonly string[]): readonly string[] {
  const rows = lines.map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => plain(cell)),
  );
  const rule = rows.findIndex((cells) => cells.every((cell) => /^:?-+:?$/.test(cell)));
  const titles = rule > 0 ? rows[rule - 1]! : [];
  return rows.slice(rule + 1).flatMap(([name = '', ...cells]) => {
    const said = cells.flatMap((cell, index) => {
      const title = titles[index + 1] ?? '';
      if (cell === '') return [];
      return [cells.length === 1 || title === '' ? cell : `${smallFirst(title)} ${cell}`];
    });
    return name === '' || said.length === 0 ? [] : [`${name}: ${said.join(', ')}`];
  });
}

/** Whole sentences only: what is cut off at either end of a passage says nothing by itself. */
function isWhole(text: string): boolean {
  return (
    /^["“‘]?[\p{Lu}\p{N}€$]/u.test(text) &&
    /[.!?:]["”’)]*$/.test(text) &&
    !text.endsWith(':') &&
    text.split(' ').length >= 4
  );
}

/** `Dated 22 September 2025.`, `Minutes: Leon Okafor.`, `In force since 1 January 2025.` */
function isByline(text: string): boolean {
  return (
    /^(?:dated \d|authors?:|written by|minutes:|owner:|version \d|revision \w,|received on|translated|present:|in force since)/i.test(
      text,
    ) || /^(?:with )?(?:kind|best) regards|^yours /i.test(text)
  );
}

/** The first letter small, but not of codes such as `CO2e`. */
export function smallFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

/** The first letter large. */
export function largeFirst(text: string): string {
  return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1);
}
