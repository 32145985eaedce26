import type { ToolCall, ToolResult } from '../model-gateway/gateway.ts';
import { mismatches } from '../schemas/json-schema.ts';
import { beginningOf } from '../schemas/shortened.ts';
import type { UseToolsRequest } from '../schemas/turn.ts';
import type { ToolOutcome } from '../telemetry/tool-metrics.ts';
import type { RunTool, ToolDescription, ToolOutput, ToolWorld } from '../tools/tool.ts';

export interface RunCallTools {
  readonly world: ToolWorld;
  readonly runner: (tool: string) => Promise<RunTool>;
  /** Rejects with a `TimeoutError` when the work takes longer. */
  readonly within: <T>(milliseconds: number, work: Promise<T>) => Promise<T>;
  /** Milliseconds, for what is measured only. */
  readonly clock: () => number;
  readonly record: (tool: string, outcome: ToolOutcome, milliseconds: number) => void;
}

export interface DoneCall {
  readonly result: ToolResult;
  /** Whether a tool's code has run. */
  readonly ran: boolean;
}

const TIME_LIMIT_MS = 10_000;
// About 7,500 tokens: a window of a document, or a table of 200 rows.
const MOST_CHARACTERS = 30_000;
// Problems of a value that is all wrong would only repeat themselves.
const PROBLEMS_SHOWN = 5;

/** Runs one call. Whatever goes wrong is the call's result, which the model reads: it may ask for something else. */
export async function runCall(
  { id, name, input }: ToolCall,
  allowed: readonly ToolDescription[],
  answers: UseToolsRequest['answers'],
  { world, runner, within, clock, record }: RunCallTools,
): Promise<DoneCall> {
  const failed = (message: string): ToolResult => ({ id, status: 'error', content: resultText(message), sources: [] });
  const succeeded = ({ value, sources }: ToolOutput): ToolResult => {
    return { id, status: 'success', content: resultText(JSON.stringify(value)), sources };
  };

  const spec = allowed.find((one) => one.name === name);
  if (spec === undefined) {
    // A name that the model made up would be a metric of its own.
    record('none', 'not-allowed', 0);
    const names = allowed.map((one) => one.name).join(', ') || 'none';
    return { result: failed(`there is no such tool here; the tools are: ${names}`), ran: false };
  }
  const problems = mismatches(spec.input, input).map((problem) => problem.replace(/^answer/, 'input'));
  if (problems.length > 0) {
    record(name, 'bad-input', 0);
    return { result: failed(`not run: ${problems.slice(0, PROBLEMS_SHOWN).join('; ')}`), ran: false };
  }
  if (spec.asks === 'person') {
    const { answered, text } = answers[id] ?? { answered: false, text: 'nobody has been asked' };
    record(name, answered ? 'used' : 'failed', 0);
    return { result: answered ? succeeded({ value: { answer: text }, sources: [] }) : failed(text), ran: false };
  }
  const started = clock();
  try {
    const output = await within(
      TIME_LIMIT_MS,
      loadedAndRun(() => runner(name), input, world),
    );
    const unlike = mismatches(spec.output, asRead(output.value));
    record(name, unlike.length === 0 ? 'used' : 'bad-output', clock() - started);
    return { result: unlike.length === 0 ? succeeded(output) : failed(badForm(name, unlike)), ran: true };
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
    record(name, kind === 'TimeoutError' ? 'timed-out' : 'failed', clock() - started);
    return { result: failed(message || kind), ran: true };
  }
}

async function loadedAndRun(load: () => Promise<RunTool>, input: unknown, world: ToolWorld): Promise<ToolOutput> {
  const run = await load();
  return run(input, world);
}

/** A value as a model reads it: without what JSON has no words for, such as what is undefined, or is not a number. */
function asRead(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

function badForm(name: string, problems: readonly string[]): string {
  const shown = problems.slice(0, PROBLEMS_SHOWN).join('; ');
  return `${name} answered in a form that its description does not allow: ${shown}`;
}

/** What a model reads of a result. */
function resultText(text: string): string {
  return beginningOf(
    text,
    MOST_CHARACTERS,
    'ask for less at once: fewer rows or columns, a smaller limit, or the next part of a document',
  );
}
