import { fold } from './fold.ts';

/** A prompt taken apart: what is asked, and the material it is asked about. */
export interface ReadPrompt {
  /** Folded lines of the request, quotations and code taken out. */
  readonly lines: readonly string[];
  /** Folded text that was quoted, fenced or looks like data. */
  readonly material: string;
  readonly hasCode: boolean;
  /** Bullets and numbered lines within the request. */
  readonly listed: number;
  /** The prompt as typed, cut to what is looked at. */
  readonly text: string;
}

// What is asked stands at the head or at the end; a pasted book between them decides nothing.
const HEAD = 12_000;
const TAIL = 4_000;

const QUOTED =
  /"([^"\n]{2,2000})"|“([^”]{2,2000})”|«([^»]{2,2000})»|„([^“”]{2,2000})[“”]|「([^」]{2,2000})」|(?<=^|[\s(:])'([^'\n]{2,600})'(?=$|[\s).,;:?!])/gu;
const BULLET = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;

/** Separates request and material of a prompt of any size. */
export function readPrompt(prompt: string): ReadPrompt {
  const text = prompt.length > HEAD + TAIL ? `${prompt.slice(0, HEAD)}\n${prompt.slice(-TAIL)}` : prompt;
  const material: string[] = [];
  let hasCode = false;

  let rest = text.replace(/```[\s\S]*?(?:```|$)/g, (block) => {
    hasCode = true;
    material.push(block);
    return ' \n';
  });
  const unquoted = rest.replace(QUOTED, (quotation) => {
    material.push(quotation);
    return ' ';
  });
  // A prompt which is one quotation asks what it quotes.
  if (words(unquoted) >= 1) rest = unquoted;
  else material.length = hasCode ? material.length : 0;

  let listed = 0;
  const lines: string[] = [];
  for (const line of rest.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    if (looksLikeCode(line)) {
      hasCode = true;
      material.push(line);
    } else if (looksLikeData(line)) material.push(line);
    else {
      if (BULLET.test(line)) listed++;
      lines.push(fold(line.replace(BULLET, '')).trim());
    }
  }
  if (lines.length === 0 && !hasCode) lines.push(fold(text).trim());
  return { lines, material: fold(material.join('\n')), hasCode, listed, text };
}

/** Words of a text; in scripts without spaces two characters count as one. */
export function words(text: string): number {
  const glued = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const spaced = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return glued > 0 ? spaced + Math.round(glued / 2) : spaced;
}

function looksLikeCode(line: string): boolean {
  return (
    /[;{}]\s*$/.test(line) ||
    /^\s*(?:(?:def|class|import|const|let|var|function|return|public|private|fn|func) \S*[\w.(]+.*[=(:;){}]|from \S+ import |#include|if \(|for \(|while \(|for \w+ in .*:|if .*:$|elif|else:|print\(|console\.|SELECT |INSERT |UPDATE |CREATE TABLE|<\/?[a-z]+[ >])/.test(
      line,
    ) ||
    /^\s*at \S+\(|^Traceback|^\s+File "|^\w*(?:Error|Exception):/.test(line) ||
    /^\s{2,}\S.*[=()[\]]/.test(line)
  );
}

function looksLikeData(line: string): boolean {
  const letters = line.match(/\p{L}/gu)?.length ?? 0;
  const marks = line.match(/[\d|,;:=<>{}[\]/\\#%$€]/gu)?.length ?? 0;
  const commas = line.match(/[,;|\t]/g)?.length ?? 0;
  const sentence = /[?!]\s*$/.test(line);
  // Rows of a table: several separators and hardly a sentence between them; a sum such as "12*7" is a request.
  return (
    !sentence &&
    ((marks > 12 && marks > letters) ||
      (commas >= 3 && words(line) <= (commas + 1) * 2 && /\d/.test(line)) ||
      /^\s*[{[]/.test(line))
  );
}
