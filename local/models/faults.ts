import { z } from 'zod';
import { BEDROCK_ERROR_NAMES } from './bedrock-errors.ts';

/** What goes wrong besides an error of Bedrock's: see `docs` of each in `fault`. */
const KINDS = ['timeout', 'malformed', 'truncated', 'slow'] as const;

const pattern = z.string().min(1, 'must be a glob such as "*sonnet*"');

const fault = z.strictObject({
  /** Glob over the model id as it was sent, with its profile's prefix: `*` is any text, `?` one character. */
  model: pattern,
  /** Glob over `requestMetadata.promptId`; a call without one matches only when this is left out. */
  promptId: pattern.optional(),
  /**
   * An error's name; or `timeout` (ModelTimeoutException after the latency), `malformed` (text that is not the JSON asked
   * for, or the half of a tool's input as text, stopReason malformed_tool_use), `truncated` (cut in the middle, stopReason
   * max_tokens), `slow` (only the latency).
   */
  error: z.enum([...KINDS, ...BEDROCK_ERROR_NAMES], {
    error: ({ input }) =>
      `${JSON.stringify(input)} is not a fault; one of ${[...KINDS, ...BEDROCK_ERROR_NAMES].join(', ')}`,
  }),
  /** Share of the matching calls that it hits. */
  rate: z.number().min(0).max(1).default(1),
  /** How many calls it hits before it is spent; left out, it never is. */
  times: z.int().min(1).optional(),
  /** Waited before the answer or the error. */
  latencyMs: z.number().min(0).max(900_000).default(0),
  /** A streaming call fails in the middle rather than before its first byte; other calls are as without. */
  midStream: z.boolean().default(false),
  /** Instead of the error's usual message. */
  message: z.string().optional(),
});

export type Fault = Readonly<z.infer<typeof fault>>;

/** A slow answer that is not late would be a fault that does nothing. */
const checkedFault = fault.refine(({ error, latencyMs }) => error !== 'slow' || latencyMs > 0, {
  path: ['latencyMs'],
  message: 'a slow answer needs one, in milliseconds, e.g. 3000',
});

export interface Faults {
  /** Replaces all faults. Throws `FaultsInvalid` naming each wrong field, and then changes nothing. */
  replace(input: unknown): void;
  /** With what is left of `times`; spent ones are gone. */
  list(): readonly Fault[];
  clear(): void;
  /** The fault that hits this call, counted; undefined when none does. The first that matches and hits wins. */
  take(model: string, promptId: string | undefined): Fault | undefined;
}

export class FaultsInvalid extends Error {
  constructor(problems: readonly string[]) {
    super(`the faults are wrong: ${problems.join('; ')}`);
    this.name = 'FaultsInvalid';
  }
}

/** `random` gives numbers in [0, 1), for `rate`. */
export function createFaults(random: () => number): Faults {
  let active: { readonly fault: Fault; left: number; readonly model: RegExp; readonly promptId: RegExp | undefined }[] =
    [];
  return {
    replace(input) {
      const parsed = z.array(checkedFault, 'must be an array of faults').safeParse(input);
      if (!parsed.success) throw new FaultsInvalid(parsed.error.issues.map(problem));
      active = parsed.data.map((one) => ({
        fault: one,
        left: one.times ?? Infinity,
        model: glob(one.model),
        promptId: one.promptId === undefined ? undefined : promptGlob(one.promptId),
      }));
    },
    list: () => active.map(({ fault: one, left }) => ({ ...one, ...(Number.isFinite(left) && { times: left }) })),
    clear() {
      active = [];
    },
    take(model, promptId) {
      const hit = active.find(
        (one) =>
          one.model.test(model) &&
          (one.promptId === undefined || (promptId !== undefined && one.promptId.test(promptId))) &&
          // Only a real choice draws a number, so that a seeded source stays in step.
          (one.fault.rate === 1 || random() < one.fault.rate),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      if (hit.left === 0) active = active.filter((one) => one !== hit);
      return hit.fault;
    },
  };
}

function problem(issue: z.core.$ZodIssue): string {
  const at = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `faults${at}: ${issue.message}`;
}

/** `answer` stands for every version of that prompt, `answer@1` for one. */
function promptGlob(text: string): RegExp {
  return text.includes('@') ? glob(text) : new RegExp(`${glob(text).source}|${glob(`${text}@*`).source}`, 'is');
}

function glob(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}
