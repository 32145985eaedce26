import type { CompiledJsonata } from './jsonata-library.ts';

/** Where Step Functions' own JSONata, which is written in Java, decodes another text than the library does; measured on AWS. */
export function addDecoders(expression: CompiledJsonata): void {
  expression.registerFunction('base64decode', base64Decode, '<s-:s>');
  expression.registerFunction('decodeUrlComponent', decodeUrlComponent, '<s-:s>');
}

/** Padding may be missing, but no character may be foreign. */
function base64Decode(text?: string): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('Argument 1 of function "base64decode" is not Base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

/** A plus stands for a space, and bytes that are no UTF-8 for U+FFFD. */
function decodeUrlComponent(text?: string): string | undefined {
  if (text === undefined) return undefined;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw Object.assign(new Error(`Malformed URL passed to $decodeUrlComponent(): ${JSON.stringify(text)}`), {
      code: 'D3140',
    });
  }
  const parts = text.replaceAll('+', ' ').match(/(?:%[0-9A-Fa-f]{2})+|[^%]+/g) ?? [];
  return parts
    .map((part) => (part.startsWith('%') ? Buffer.from(part.replaceAll('%', ''), 'hex').toString('utf8') : part))
    .join('');
}
