import { parse } from 'csv-parse/sync';

import type { ReaderConfig } from '../engine/definition.ts';
import { isObject, type Json } from '../query/json.ts';

/** A file that holds no items; the message is for the user. */
export class ItemFormatError extends Error {}

const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;

/** InputTypes that are read here. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const ITEM_FORMATS = { CSV: csvItems, JSON: jsonItems, JSONL: jsonLines } as const;

/** A JSON array, or the one that ItemsPointer leads to. */
function jsonItems(text: string, { ItemsPointer }: ReaderConfig): readonly Json[] {
  const found = pointed(parsed(text, 'The file'), ItemsPointer ?? '');
  if (!Array.isArray(found)) throw new ItemFormatError('Attempting to map over non-iterable node.');
  return found;
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function pointed(document: Json, pointer: string): Json | undefined {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<Json | undefined>((node, escaped) => {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(node)) return node[Number(key)];
    return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  }, document);
}

function jsonLines(text: string): readonly Json[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => parsed(line, `Line ${number} of the file`));
}

function parsed(text: string, what: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch (error) {
    throw new ItemFormatError(`${what} is not valid JSON: ${(error as Error).message}`);
  }
}

/** One object a row, all values text. As recorded: fields beyond the headers are dropped, missing ones are empty. */
function csvItems(text: string, config: ReaderConfig): readonly Json[] {
  const rows = csvRows(text, DELIMITERS[config.CSVDelimiter ?? 'COMMA']);
  const given = config.CSVHeaderLocation === 'GIVEN';
  const headers = given ? (config.CSVHeaders ?? []) : (rows[0] ?? []);
  const values = given ? rows : rows.slice(1);
  return values.map((row) => Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ''])));
}

function csvRows(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw new ItemFormatError(`The file is not valid CSV: ${(error as Error).message}`);
  }
}
