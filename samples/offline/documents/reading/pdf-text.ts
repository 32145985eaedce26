/** A piece of text as pdf.js gives it: where its baseline begins, in points from the lower left corner. */
interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

/** A gap of as many ems parts two columns, or two words; letters of one word are nearer. */
const COLUMN_GAP = 0.75;
const WORD_GAP = 0.15;
/** Baselines that are less than this apart, in ems, are one line; more than that, and a line was left empty. */
const SAME_LINE = 0.4;
const EMPTY_LINE = 1.9;

/**
 * The words of a PDF, line by line, columns at the same place in each line. Empty for a file that holds none, such as a scan,
 * or that cannot be read.
 */
export async function pdfText(bytes: Uint8Array): Promise<string> {
  // Loaded with the first PDF: pdf.js costs 0.1 s, which a start without one need not pay.
  const { getDocumentProxy } = await import('unpdf');
  try {
    // pdf.js takes the buffer away from its owner.
    const pdf = await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 });
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent();
      pages.push(layOut(items.flatMap((item) => ('str' in item ? pieceOf(item) : []))));
    }
    return pages.join('\n\n');
  } catch {
    return '';
  }
}

function pieceOf(item: { str: string; transform: readonly number[]; width: number }): Piece[] {
  const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
  return item.str.trim() === '' ? [] : [{ text: item.str, x, y, width: item.width, size: Math.hypot(c, d) || 1 }];
}

function layOut(pieces: readonly Piece[]): string {
  const left = Math.min(...pieces.map(({ x }) => x));
  const width = narrowCharacter(pieces);
  const lines: string[] = [];
  let before: Piece | undefined;
  for (const line of linesOf(pieces)) {
    const first = line[0] as Piece;
    if (before !== undefined && before.y - first.y > EMPTY_LINE * first.size) lines.push('');
    lines.push(typeset(line, left, width));
    before = first;
  }
  return lines.join('\n');
}

/** From top to bottom, each from left to right. */
function linesOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => b.y - a.y)) {
    const line = lines.at(-1);
    if (line?.[0] !== undefined && line[0].y - piece.y < SAME_LINE * piece.size) line.push(piece);
    else lines.push([piece]);
  }
  return lines.map((line) => line.sort((a, b) => a.x - b.x));
}

function typeset(line: readonly Piece[], left: number, width: number): string {
  let text = '';
  let end = left;
  for (const { text: words, x, width: wide, size } of line) {
    const gap = (x - end) / size;
    if (gap > COLUMN_GAP || text === '') {
      const least = text === '' ? 0 : text.length + 2;
      text = text.padEnd(Math.max(least, Math.round((x - left) / width)));
    } else if (gap > WORD_GAP && !text.endsWith(' ')) text += ' ';
    text += words;
    end = x + wide;
  }
  return text.trimEnd();
}

/**
 * How many points a column of text stands for: about the width of the narrowest letters, so that no text is longer than the
 * room that it had on the page.
 */
function narrowCharacter(pieces: readonly Piece[]): number {
  const widths = pieces
    .filter(({ text }) => text.length >= 3)
    .map(({ text, width }) => width / text.length)
    .sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 10)] || 5;
}
