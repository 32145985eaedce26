import * as z from 'zod/mini';
import type { AgentLimits } from '../schemas/agent.ts';
import { STARTED_BY } from '../schemas/checked-input.ts';
import { grouped } from '../schemas/few-sentences.ts';
import { filledUpTo } from '../schemas/value-forms.ts';

/** As a caller knows them; `resume` is where a run is kept that goes on in this execution. */
export const GOAL_FIELDS: readonly string[] = ['goal', 'criteria', 'maxIterations', 'budget'];

// They go into every call of the run; what is longer belongs into the library.
const MOST = { goal: 8_000, criteria: 20, criterion: 500 } as const;

// Nobody means more for one run: a slip of the keyboard, or dollars for cents. A machine runs for a year at the most.
const MOST_BUDGET = { usd: 1_000, tokens: 1e9, toolCalls: 10_000, seconds: 365 * 24 * 3_600 } as const;

/** The input as a caller may send it. */
export function goalSchema({ iterations }: Pick<AgentLimits, 'iterations'>) {
  return z.strictObject({
    goal: filledUpTo(MOST.goal),
    criteria: z.optional(
      z
        .array(filledUpTo(MOST.criterion))
        .check(z.refine(({ length }) => length <= MOST.criteria, `must be at most ${MOST.criteria}`)),
    ),
    maxIterations: z.optional(whole(iterations)),
    budget: z.optional(
      z.strictObject({
        usd: z.optional(amount(MOST_BUDGET.usd)),
        tokens: z.optional(whole(MOST_BUDGET.tokens)),
        seconds: z.optional(amount(MOST_BUDGET.seconds)),
        toolCalls: z.optional(whole(MOST_BUDGET.toolCalls)),
      }),
    ),
    resume: z.optional(z.strictObject({ bucket: z.string(), key: z.string() })),
    ...STARTED_BY,
  });
}

function whole(most: number) {
  const message = `must be a whole number from 1 to ${grouped(most)}`;
  return z.number().check(z.refine((value) => Number.isInteger(value) && value >= 1 && value <= most, message));
}

function amount(most: number) {
  return z
    .number()
    .check(z.refine((value) => value > 0 && value <= most, `must be above 0 and at most ${grouped(most)}`));
}
