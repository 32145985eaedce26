import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import { expectation } from './expectations.ts';
import { turnExpectation } from './turn-expectations.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** What models read as text: one as it is, anything else as JSON. */
const toolText = z.json().transform((value) => {
  const content = withFiles(value);
  return typeof content === 'string' ? content : JSON.stringify(content);
});

/** As `Message` of the gateway. */
const message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  toolCalls: z
    .array(z.strictObject({ id: z.string(), name: z.string(), input: z.record(z.string(), z.json()) }))
    .optional(),
  toolResults: z
    .array(
      z.strictObject({
        id: z.string(),
        status: z.enum(['success', 'error']),
        content: toolText,
        sources: z.array(z.string()),
      }),
    )
    .optional(),
});

const cases = z.strictObject({
  /** The least rate of a version, whatever its predecessor reaches. */
  floor: z.number().min(0).max(1),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        /** What the suite of the prompt makes its variables of; `{"file": "samples/…"}` anywhere in it stands for the text of that file. */
        input: z.unknown().transform(withFiles),
        tier: z.enum(TIERS).optional(),
        /** Names of the tools that may be asked for. */
        tools: z.array(z.string()).optional(),
        /** Everything that was said after the first message; files may stand in what tools answered. */
        conversation: z.array(message).optional(),
        /** False for what takes a real model: the offline one is not asked. */
        offline: z.literal(false).optional(),
        expect: z.array(z.union([expectation, turnExpectation])).min(1),
      }),
    )
    .min(1),
});

export type Cases = z.infer<typeof cases>;
export type Case = Cases['cases'][number];

/** The cases of a prompt (`cases/<name>.json`); throws an Error that says what is wrong with them. */
export function casesOf(name: string): Cases {
  const file = join('test/prompts/cases', `${name}.json`);
  const parsed = cases.safeParse(JSON.parse(readFileSync(join(PROJECT, file), 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not as cases are:\n${z.prettifyError(parsed.error)}`);
  const names = parsed.data.cases.map((one) => one.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw new Error(`${file} has two cases named ${JSON.stringify(twice)}`);
  return parsed.data;
}

export function hasCases(name: string): boolean {
  return existsSync(join(PROJECT, 'test/prompts/cases', `${name}.json`));
}

function withFiles(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(withFiles);
  if (typeof input !== 'object' || input === null) return input;
  const entries = Object.entries(input);
  const [[key, path] = []] = entries;
  if (entries.length === 1 && key === 'file' && typeof path === 'string')
    return readFileSync(join(PROJECT, path), 'utf8');
  return Object.fromEntries(entries.map(([name, member]) => [name, withFiles(member)]));
}
