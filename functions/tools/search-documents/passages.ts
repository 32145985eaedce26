import { titleOf } from '../title-of.ts';

/** A part of a document that can be found by itself. */
export interface Passage {
  /** The document's id. */
  readonly source: string;
  readonly title: string;
  /** Of the section it is in; empty where there is none. */
  readonly heading: string;
  readonly text: string;
}

// About 250 tokens: eight of them are an answer, and one is rarely about two things.
const LONG = 1000;

/** Cuts a document at its headings, and long sections between paragraphs, or wherever a longer paragraph has to be cut. */
export function passagesOf(source: string, document: string): readonly Passage[] {
  const title = titleOf(source, document);
  return sectionsOf(document).flatMap(({ heading, body }) =>
    joined(body.split(/\n[ \t]*\n/).flatMap(pieces)).map((text) => ({ source, title, heading, text })),
  );
}

function sectionsOf(document: string): readonly { readonly heading: string; readonly body: string }[] {
  const sections: { heading: string; body: string }[] = [{ heading: '', body: '' }];
  for (const line of document.split(/\r?\n/)) {
    const heading = /^#{1,6}[ \t]+(.*)$/.exec(line)?.[1]?.trim();
    if (heading === undefined) sections.at(-1)!.body += `${line}\n`;
    else sections.push({ heading: heading.slice(0, 200), body: '' });
  }
  return sections;
}

/** A paragraph in pieces that are not too long, cut at spaces where there are any. */
function pieces(paragraph: string): readonly string[] {
  const found: string[] = [];
  let rest = paragraph.trim();
  while (rest.length > LONG) {
    const space = rest.slice(0, LONG).search(/\s\S*$/);
    const end = space > LONG / 2 ? space : LONG;
    found.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return rest === '' ? found : [...found, rest];
}

/** Neighbours together, as long as they are short. */
function joined(parts: readonly string[]): readonly string[] {
  const passages: string[] = [];
  for (const part of parts) {
    const last = passages.at(-1);
    if (last !== undefined && last.length + part.length < LONG) passages[passages.length - 1] = `${last}\n\n${part}`;
    else passages.push(part);
  }
  return passages;
}
