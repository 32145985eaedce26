import { readFileSync } from 'node:fs';
import { TemplateError } from './errors.ts';
import type { TemplateObject } from './template.ts';
import { isTemplateObject } from './template.ts';

/** Reads a file of the cloud assembly; throws a TemplateError that names file, cause and fix. */
export function readJsonFile(file: string): TemplateObject {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const cause = missing ? 'does not exist' : `cannot be read (${error instanceof Error ? error.message : String(error)})`;
    throw new TemplateError(`${file} ${cause}. Run "npm run synth" to write it.`, { cause: error });
  }
  if (isTemplateObject(value)) return value;
  throw new TemplateError(`${file} does not hold a JSON object. Run "npm run synth" to write it again.`);
}
