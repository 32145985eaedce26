import * as z from 'zod/mini';
import { InvalidInput } from '../schemas/invalid-input.ts';

// What people write here ends up in logs, events and terminals.
const line = z.string().check(z.regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters'));
const text = line.check(z.regex(/\S/, 'must not be blank'));
const name = text.check(z.maxLength(128, 'must have at most 128 characters'));
const reason = text.check(z.maxLength(500, 'must have at most 500 characters'));

const COMMANDS = {
  show: z.strictObject({ action: z.literal('show'), breaker: z.optional(name), trail: z.optional(z.boolean()) }),
  force: z.strictObject({
    action: z.literal('force'),
    breaker: name,
    to: z.enum(['OPEN', 'CLOSED']),
    reason,
    operator: name,
  }),
  release: z.strictObject({
    action: z.literal('release'),
    breaker: name,
    reason: z.optional(reason),
    operator: name,
  }),
};
const ACTIONS = Object.keys(COMMANDS);

const commandSchema = z.discriminatedUnion('action', [COMMANDS.show, COMMANDS.force, COMMANDS.release]);

/** What an operator asks for. `breaker` names one or several, see `chosen`; `operator` is who asks, by their own word. */
export type Command = Readonly<z.infer<typeof commandSchema>>;

/** Throws InvalidInput. */
export function parseCommand(input: unknown): Command {
  const parsed = commandSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(parsed.error.issues.flatMap((issue) => sentences(issue, input)));
}

function sentences(issue: z.core.$ZodIssue, input: unknown): readonly string[] {
  const field = String(issue.path[0] ?? 'command');
  const given = (input ?? {}) as Readonly<Record<string, unknown>>;
  const action = String(given.action);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${key}: is not a field of ${action}; its fields are ${fieldsOf(action)}`);
    case 'invalid_union':
      return [`action: must be one of ${ACTIONS.join(', ')}`];
    case 'invalid_value':
      return [`${field}: must be one of ${issue.values.map(String).join(', ')}`];
    case 'invalid_type':
      if (issue.path.length > 0 && given[field] === undefined) return [`${field}: is missing; ${action} needs it`];
      return [`${field}: must be of type ${issue.expected}`];
    default:
      return [`${field}: ${issue.message}`];
  }
}

function fieldsOf(action: string): string {
  return Object.keys(COMMANDS[action as Command['action']].shape).join(', ');
}
