import * as z from 'zod/mini';
import { STATIC_ROUTES, TIERS } from '../model-gateway/catalog.ts';
import type { TaskType } from '../model-gateway/catalog.ts';

const TASK_TYPES = Object.keys(STATIC_ROUTES.tiers) as TaskType[];
// The largest output of any model in the catalog; each call is cut to its own model's limit.
const MAX_OUTPUT_TOKENS = 128_000;

// Bedrock refuses a message whose text is blank, and no other text here makes sense when it is.
const text = z.string().check(z.regex(/\S/));
/** Ids go into logs, keys of tables and, with a line feed between two of them, names of executions. */
const id = text.check(z.maxLength(256), z.regex(/^[^\p{Cc}]*$/u, 'must not have control characters'));

/** The request as a caller may send it; what concerns several fields at once is checked in `validate-request.ts`. */
export const requestSchema = z.strictObject({
  prompt: z.optional(text),
  promptRef: z.optional(z.strictObject({ bucket: text, key: text })),
  system: z.optional(text),
  messages: z.optional(z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: text }))),
  responseSchema: z.optional(z.record(z.string(), z.unknown())),
  taskType: z.optional(z.enum(TASK_TYPES)),
  tier: z.optional(z.enum(TIERS)),
  clientId: z.optional(id),
  maxTokens: z.optional(z.int().check(z.gte(1), z.lte(MAX_OUTPUT_TOKENS))),
  idempotencyKey: z.optional(id),
  allowStale: z.optional(z.boolean()),
});
export type RawRequest = z.infer<typeof requestSchema>;

/** One sentence for each wrong field, starting with its path. */
export function sentences(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = path === '' ? `; known fields are ${Object.keys(requestSchema.shape).join(', ')}` : '';
      return issue.keys.map((key) => `${path === '' ? key : `${path}.${key}`}: is not a known field${known}`);
    }
    return [`${path === '' ? 'request' : path}: ${demand(issue)}`];
  });
}

// The only record is `responseSchema`.
const FORMS: Readonly<Record<string, string>> = { int: 'a whole number', record: 'a JSON schema object' };

function demand(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `must be ${FORMS[issue.expected] ?? `of type ${issue.expected}`}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'invalid_format':
      return issue.message.startsWith('must') ? issue.message : 'must not be blank';
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    default:
      return 'is not valid';
  }
}
