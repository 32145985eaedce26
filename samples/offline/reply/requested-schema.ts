import type { ModelRequest } from '../../../local/models/driver.ts';
import { lastUserText } from '../conversation.ts';
import type { JsonValue } from '../schema-instance.ts';

/**
 * The JSON schema that the answer has to fit: of `outputConfig.textFormat`, else one written into the system prompt or the
 * last message (an object with `type` or `properties` after the word "schema"); undefined where none is asked for.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
 */
export function requestedSchema(request: ModelRequest): JsonValue | undefined {
  return appSchema(request) ?? written(lastUserText(request));
}

/** The same, but only as the app asks for it: what people and tools say is left aside. */
export function appSchema(request: ModelRequest): JsonValue | undefined {
  const given = request.outputConfig?.textFormat?.structure?.jsonSchema?.schema;
  if (given !== undefined) return parse(given);
  return written((request.system ?? []).map((block) => block.text ?? '').join('\n'));
}

function written(text: string): JsonValue | undefined {
  const word = text.search(/schema/i);
  if (word < 0) return undefined;
  // A few starts are enough: the schema follows the word that announces it.
  let start = text.indexOf('{', word);
  for (let tries = 0; start >= 0 && tries < 5; tries++, start = text.indexOf('{', start + 1)) {
    const end = closing(text, start);
    const value = end === undefined ? undefined : parse(text.slice(start, end));
    if (isSchema(value)) return value;
  }
  return undefined;
}

function closing(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function isSchema(value: JsonValue | undefined): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    ('properties' in value || typeof value.type === 'string')
  );
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
