import { fieldsIn, isFields, textAt } from '../task.ts';
import type { ToolUse } from '../task.ts';
import { unitsOf } from '../language/units.ts';
import type { Quote } from '../language/quotes.ts';

/** What tools have shown of the library so far. */
export interface Evidence {
  /** Of documents: whole where they were read, else the passages that were found. */
  readonly quotes: readonly Quote[];
  /** Documents that were found, best first. */
  readonly documents: readonly string[];
  /** Of those, which were read as a whole. */
  readonly read: readonly string[];
  /** Tables that were found, best first. */
  readonly tables: readonly string[];
}

export function evidenceOf(uses: readonly ToolUse[]): Evidence {
  const hits = uses
    .filter(({ name, isError }) => name === 'search-documents' && !isError)
    .flatMap(({ value }) => hitsIn(value));
  const fetched = uses.flatMap(({ name, isError, value }) =>
    name === 'fetch-document' && !isError && isFields(value) ? [value] : [],
  );
  const read = fetched.map((document) => textAt(document, 'id'));
  const found = hits.filter(({ isTable }) => !isTable);
  return {
    quotes: distinct([
      ...fetched.flatMap((document) => quotesIn(textAt(document, 'id'), '', textAt(document, 'text'))),
      ...found.filter(({ id }) => !read.includes(id)).flatMap(({ id, heading, text }) => quotesIn(id, heading, text)),
    ]),
    documents: [...new Set(found.map(({ id }) => id))],
    read,
    tables: [...new Set(hits.filter(({ isTable }) => isTable).map(({ id }) => id))],
  };
}

interface Hit {
  readonly id: string;
  readonly isTable: boolean;
  readonly heading: string;
  readonly text: string;
}

function hitsIn(value: unknown): readonly Hit[] {
  return fieldsIn(isFields(value) ? value.matches : undefined).map((match) => {
    const [heading, text] = [textAt(match, 'heading'), textAt(match, 'text')];
    // A table is shown by its columns alone.
    const isTable = heading === 'table' && text.startsWith('A table');
    const above = [textAt(match, 'title'), heading].filter((part) => part !== '' && part !== textAt(match, 'source'));
    return { id: textAt(match, 'source'), isTable, heading: [...new Set(above)].join(': '), text };
  });
}

function quotesIn(source: string, above: string, text: string): readonly Quote[] {
  return unitsOf(text).map((unit) => ({
    ...unit,
    source,
    heading: [above, unit.heading].filter((part) => part !== '').join(': '),
  }));
}

function distinct(quotes: readonly Quote[]): readonly Quote[] {
  return [...new Map(quotes.map((quote) => [`${quote.source}\n${quote.table ?? ''}\n${quote.text}`, quote])).values()];
}
