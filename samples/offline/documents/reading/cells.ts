/** A stretch of a line that stands by itself: between bars or tabs, or between gaps of two spaces and more. */
export interface Cell {
  readonly text: string;
  /** Its first character and the one behind its last, in the line. */
  readonly start: number;
  readonly end: number;
}

/** How the cells of a line are told apart: by marks that also show empty ones, or by where they stand. */
export type Separator = '|' | '\t' | ';' | 'gap';

export function separatorOf(line: string): Separator {
  if (line.includes('|')) return '|';
  if (line.trim().includes('\t')) return '\t';
  // In prose a blank follows a semicolon.
  return /\S;\S/.test(line) && !/;\s| {2}/.test(line.trim()) ? ';' : 'gap';
}

/** Bars, stars and hashes of Markdown are left away; bars around a row part nothing. */
export function cellsOf(line: string, separator = separatorOf(line)): readonly Cell[] {
  if (separator === 'gap') return [...line.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => trimmed(text, index));
  const row = separator === '|' ? /^(\s*\|)?(.*?)(?:\|\s*)?$/s.exec(line) : ['', '', line];
  let at = row?.[1]?.length ?? 0;
  return (row?.[2] ?? '').split(separator).map((text) => {
    const cell = trimmed(text, at);
    at += text.length + 1;
    return cell;
  });
}

/** Whether a line is nothing but a rule, such as `---- | ----` or `=====`. */
export function isRule(line: string): boolean {
  return /^[\s|+:_=*·.–—-]{2,}$/.test(line) && /\S/.test(line);
}

function trimmed(raw: string, at: number): Cell {
  const text = raw.replace(/^[\s*_#`"]+|[\s*_`"]+$/g, '');
  const start = at + (text === '' ? 0 : raw.indexOf(text));
  return { text, start, end: start + text.length };
}
