// One grammar for those who check citations and those who number them: what is not found here is text like any other.
const CITATION = String.raw`\[@[^[\]\n]*\]`;
/** All that is cited in one place: `[@a]`, and others behind it with no more than spaces between. */
const ROW = String.raw`[ \t]{0,8}${CITATION}(?:[ \t]{0,8}${CITATION})*`;
/** A number in brackets that is no citation of ours: a reader would look for it among our sources. */
const NUMBER = String.raw`\[\d{1,4}(?: ?[,–-] ?\d{1,4}){0,20}\]`;

const CITATIONS = new RegExp(CITATION, 'g');
const ROWS = new RegExp(ROW, 'g');
const ROWS_AND_NUMBERS = new RegExp(`${ROW}|${NUMBER}`, 'g');

/** Ids of documents that a text cites, each once, in order of appearance; an empty one for `[@]`. */
export function citedIn(text: string): readonly string[] {
  return [...new Set(idsOf(text))];
}

/** A text with `[1, 2]` for `[@a] [@b]`. What has no number is not cited. */
export function numbered(text: string, numbers: ReadonlyMap<string, number>): string {
  return text.replace(ROWS_AND_NUMBERS, (found, at: number, whole: string) => {
    if (!found.includes('[@')) return `(${found.slice(1, -1)})`;
    const cited = citedIn(found).flatMap((id) => numbers.get(id) ?? []);
    if (cited.length === 0) return '';
    const citation = `${spacesBefore(found)}[${cited.sort((one, other) => one - other).join(', ')}]`;
    // A number must not become a link to somewhere else.
    return /[([]/.test(whole[at + found.length] ?? '') ? `${citation}\\` : citation;
  });
}

/** A text about citations: the ids as they are, since some may be wrong. */
export function withPlainIds(text: string): string {
  return text.replace(ROWS, (row) => `${spacesBefore(row)}${idsOf(row).join(', ')}`);
}

function idsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(CITATIONS), ([citation]) => citation.slice('[@'.length, -1).trim());
}

function spacesBefore(row: string): string {
  return row.slice(0, row.indexOf('['));
}
