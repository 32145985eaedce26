import { harmless, harmlessLine } from '../markdown/harmless.ts';
import type { Plan, StepError, StepResult } from '../schemas/agent.ts';
import { firstWithin, jsonBytes } from '../schemas/json-bytes.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { resultText } from './result-text.ts';
import type { EndedStep } from './result-text.ts';

export interface FormatResultRequest {
  readonly plan: Plan;
  readonly results: readonly StepResult[];
}

/** What a run comes to, for whoever started it. All texts are harmless Markdown, also where a reference leads. */
export type FormattedResult = FormattedText & { readonly steps: readonly FormattedStep[] };

/** Null when nothing was done. */
type FormattedText = { readonly result: string | null } | { readonly resultRef: ObjectRef };

export interface FormattedStep {
  readonly id: string;
  readonly title: string;
  readonly status: StepResult['status'];
  readonly output?: string;
  readonly outputRef?: ObjectRef;
  /** The first of them, where a step rests on very many. */
  readonly sources?: readonly string[];
  readonly error?: StepError;
}

// A state has 262,144 bytes. The plan (60,000 at most) and the verdict (40,000) come out beside this; and where a run went on in
// a further execution, all of it travels inside the result of startExecution.sync:2, beside that execution's input.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
const ALL_BYTES = 120_000;
const RESULT_BYTES = 80_000;
const OUTPUT_BYTES = 2_000;
const SOURCES_BYTES = 1_000;

type Store = Pick<ClaimChecks, 'read' | 'keep'>;

/** Makes one text of the results of a plan, and puts what is too large for a state where only its address travels. */
export async function formatResult({ plan, results }: FormatResultRequest, store: Store): Promise<FormattedResult> {
  const steps = await ended(plan, results, store);
  const heads = steps.map(headOf);
  const text = resultText(steps);
  const isInline = text === null || jsonBytes(text) <= Math.min(RESULT_BYTES, ALL_BYTES - jsonBytes(heads));
  const formatted = isInline ? { result: text } : { resultRef: await store.keep('answers', text) };
  let left = ALL_BYTES - jsonBytes({ ...formatted, heads });
  const inline = steps.map(({ content }) => {
    const bytes = content === undefined ? 0 : jsonBytes(content.output);
    if (bytes > Math.min(OUTPUT_BYTES, left)) return false;
    left -= bytes;
    return true;
  });
  return {
    ...formatted,
    steps: await Promise.all(
      steps.map(async ({ content }, index): Promise<FormattedStep> => {
        const head = heads[index]!;
        if (content === undefined) return head;
        const { output } = content;
        return inline[index] ? { ...head, output } : { ...head, outputRef: await store.keep('answers', output) };
      }),
    ),
  };
}

/**
 * The steps in the order of the plan, with what they came to, in texts that are safe to show. One of which nothing is known was
 * not begun.
 */
async function ended({ steps }: Plan, results: readonly StepResult[], store: Store): Promise<readonly EndedStep[]> {
  const byId = new Map(results.map((result) => [result.id, result]));
  return Promise.all(
    steps.map(async ({ id, title, dependsOn }): Promise<EndedStep> => {
      const { status = 'skipped', content, error } = byId.get(id) ?? {};
      const found = status === 'done' && content !== undefined ? await contentOf(content, store) : undefined;
      return {
        id,
        title: harmlessLine(title),
        dependsOn,
        status,
        content: found && { ...found, output: harmless(found.output) },
        error: error && { code: harmlessLine(error.code), message: harmlessLine(error.message) },
      };
    }),
  );
}

/** All of a step but its output. */
function headOf({ id, title, status, content, error }: EndedStep): FormattedStep {
  return {
    id,
    title,
    status,
    ...(content !== undefined && { sources: firstWithin(SOURCES_BYTES, content.sources) }),
    ...(error !== undefined && { error }),
  };
}
