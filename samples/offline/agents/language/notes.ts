import { largeFirst, plain, unitsOf } from './units.ts';
import type { Quote } from './quotes.ts';

/** A statement that was found, and the documents that it rests on. */
export interface Note {
  readonly text: string;
  readonly sources: readonly string[];
}

/** Notes of one theme, and what was looked for in vain. */
export interface Theme {
  readonly title: string;
  readonly notes: readonly Note[];
  readonly gaps: readonly string[];
}

const GAP = 'Not found: ';
const CITED = /\s*\[@?([\w][\w./-]*)\]/g;

/** Markdown of themes: a heading, a bullet for each note, and what was not found. */
export function written(themes: readonly Theme[]): string {
  return themes
    .filter(({ notes, gaps }) => notes.length + gaps.length > 0)
    .map(({ title, notes, gaps }) =>
      [
        `### ${headingOf(title)}`,
        '',
        ...notes.map((note) => `- ${cited(note)}`),
        ...gaps.map((gap) => `${notes.length > 0 ? '\n' : ''}${GAP}${gap}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** A title as a heading; a question ends as one. */
export function headingOf(title: string): string {
  const plainTitle = largeFirst(title.replace(/[\s.?!:;,]+$/, ''));
  return /^(?:how|what|which|why|when|where|who|whether|is|are|does|do|can)\b/i.test(title)
    ? `${plainTitle}?`
    : plainTitle;
}

/** A statement with its sources behind it. */
export function cited({ text, sources }: Note): string {
  return `${/[.!?…:]["”’)]*$/.test(text) ? text : `${text}.`}${sources.map((source) => ` [${source}]`).join('')}`;
}

/** Reads themes back; what others wrote without bullets is read sentence by sentence, with the sources that they named. */
export function themesIn(output: string, title: string, sources: readonly string[]): readonly Theme[] {
  const themes: { title: string; notes: Note[]; gaps: string[] }[] = [];
  const last = (): (typeof themes)[number] => {
    if (themes.length === 0) themes.push({ title, notes: [], gaps: [] });
    return themes.at(-1)!;
  };
  const prose: string[] = [];
  for (const line of output.split('\n')) {
    const heading = /^#{1,6}\s+(.+)$/.exec(line)?.[1];
    const bullet = /^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$/.exec(line)?.[1];
    if (heading !== undefined) themes.push({ title: plain(heading), notes: [], gaps: [] });
    else if (line.startsWith(GAP)) last().gaps.push(line.slice(GAP.length));
    else if (bullet !== undefined) last().notes.push(noteOf(bullet, sources));
    else prose.push(line);
  }
  if (themes.every(({ notes, gaps }) => notes.length + gaps.length === 0))
    return [{ title, notes: unitsOf(prose.join('\n')).map(({ text }) => noteOf(text, sources)), gaps: [] }];
  return themes;
}

/** A statement taken apart from the sources behind it; those that nobody named are none. */
function noteOf(text: string, known: readonly string[]): Note {
  const named = [...text.matchAll(CITED)].flatMap(([, id = '']) => (known.includes(id) ? [id] : []));
  const bare = text.replace(CITED, (mark, id: string) => (known.includes(id) ? '' : mark));
  return { text: plain(bare), sources: [...new Set(named)] };
}

/** Quotes as notes: rows of one table become one, and a sentence gets its heading where that says whom it is about. */
export function notesOf(quotes: readonly Quote[]): readonly Note[] {
  const notes: { text: string; sources: readonly string[]; table?: string }[] = [];
  for (const quote of quotes) {
    const table = quote.table === undefined ? undefined : `${quote.source}/${quote.table}`;
    const open = table === undefined ? undefined : notes.find((note) => note.table === table);
    if (open !== undefined) open.text += `; ${quote.text}`;
    else notes.push({ text: withHeading(quote), sources: [quote.source], ...(table === undefined ? {} : { table }) });
  }
  return notes.map(({ text, sources }) => ({ text, sources }));
}

/** `Voss Thermik, Kassel: Lead time 28 days.` where the sentence itself names nobody of its heading. */
function withHeading({ text, heading, table }: Quote): string {
  const inner =
    heading
      .split(': ')
      .at(-1)
      ?.replace(/^\d+\.\s+/, '') ?? '';
  if (table !== undefined) return inner === '' ? text : `${inner}: ${text}`;
  const names = inner.match(/\p{Lu}[\p{L}\p{N}-]+/gu) ?? [];
  const isNamed = names.some((name) => text.includes(name));
  return names.length < 2 || isNamed || /[?!]$/.test(inner) ? text : `${inner}: ${text}`;
}
