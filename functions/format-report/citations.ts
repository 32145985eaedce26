/** All that is cited in one place: `[@a]`, and others behind it with no more than spaces between. */
const ROW = /[ \t]{0,8}\[@[^[\]\n]{1,1000}\](?:[ \t]{0,8}\[@[^[\]\n]{1,1000}\])*/g;
/** A number in brackets that is no citation of ours: a reader would look for it among our sources. */
const NUMBER = /\[(\d{1,4}(?: ?[,–-] ?\d{1,4}){0,20})\]/g;

/** Ids of documents that a text cites, each once, in order of appearance. */
export function citedIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(ROW)].flatMap(([row]) => idsOf(row)))];
}

/** A text with `[1, 2]` for `[@a] [@b]`. What has no number is not cited. */
export function numbered(text: string, numbers: ReadonlyMap<string, number>): string {
  return text.replace(NUMBER, '($1)').replace(ROW, (row, at: number, whole: string) => {
    const found = [...new Set(idsOf(row).flatMap((id) => numbers.get(id) ?? []))];
    if (found.length === 0) return '';
    const citation = `${spacesBefore(row)}[${found.sort((one, other) => one - other).join(', ')}]`;
    // A number must not become a link to somewhere else.
    return whole[at + row.length] === '(' ? `${citation}\\` : citation;
  });
}

/** A text about citations: the ids as they are, since some may be wrong. */
export function withPlainIds(text: string): string {
  return text.replace(ROW, (row) => `${spacesBefore(row)}${idsOf(row).join(', ')}`);
}

function idsOf(row: string): readonly string[] {
  return [...row.matchAll(/\[@([^\]]*)\]/g)].map(([, id = '']) => id.trim());
}

function spacesBefore(row: string): string {
  return row.slice(0, row.indexOf('['));
}
