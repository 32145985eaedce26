import { existsSync, readFileSync } from 'node:fs';
import { TemplateError } from './errors.ts';
import type { TemplateObject } from './template.ts';
import { isTemplateObject } from './template.ts';

/** Reads a file of the cloud assembly; throws a TemplateError that names file, cause and fix. */
export function readJsonFile(file: string): TemplateObject {
  if (!existsSync(file)) throw new TemplateError(`${file} does not exist. Run "npm run synth" to write it.`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new TemplateError(`${file} cannot be read (${String(error)}). Run "npm run synth" to write it again.`, {
      cause: error,
    });
  }
  if (isTemplateObject(value)) return value;
  throw new TemplateError(`${file} does not hold a JSON object. Run "npm run synth" to write it again.`);
}
