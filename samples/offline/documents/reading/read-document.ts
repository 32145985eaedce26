import type { ModelRequest } from '../../../../local/models/driver.ts';
import { askingMessage, textOf } from '../../conversation.ts';
import { pdfText } from './pdf-text.ts';

/**
 * The document that a request is about: what stands in `<document>`, else what is attached, PDFs by their words; else the
 * message itself. Line ends are `\n`.
 */
export async function readDocument(request: ModelRequest): Promise<string> {
  const message = askingMessage(request);
  const said = textOf(message);
  const tagged = between(said, 'document');
  if (tagged !== undefined) return tidied(tagged);
  const attached: string[] = [];
  for (const { document } of message?.content ?? []) {
    const bytes = document?.source?.bytes;
    if (bytes === undefined) continue;
    attached.push(document?.format === 'pdf' ? await pdfText(bytes) : new TextDecoder().decode(bytes));
  }
  return tidied(attached.length === 0 ? said : attached.join('\n\n'));
}

/** The record in `<deal>`, undefined when the request has none or it is not JSON. */
export function readDeal(request: ModelRequest): unknown {
  const text = textOf(askingMessage(request));
  // A document may hold the tag too; the app's own comes before it.
  const record = between(text.split('<document>', 1)[0] ?? '', 'deal');
  try {
    return record === undefined ? undefined : (JSON.parse(record) as unknown);
  } catch {
    return undefined;
  }
}

/** What stands between a tag and the last one that closes it, with what the app had defused restored. */
function between(text: string, tag: string): string | undefined {
  const start = text.indexOf(`<${tag}>`);
  const end = text.lastIndexOf(`</${tag}>`);
  if (start < 0 || end < start) return undefined;
  return text.slice(start + tag.length + 2, end).replace(/&lt;(?=\s*\/?\s*(?:document|deal)\b)/gi, '<');
}

/** With one kind of line end and blank; gaps of pages of white space, in which a reader would get lost, are cut. */
function tidied(text: string): string {
  return text
    .replace(/\r\n?|\f/g, '\n')
    .replace(/[\u00a0\u2007]/g, ' ')
    .replace(/ {200,}/g, ' '.repeat(200))
    .replace(/(?:\n[ \t]*){5,}/g, '\n\n\n\n');
}
