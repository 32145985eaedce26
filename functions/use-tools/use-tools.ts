import type { Message, ToolCall, ToolResult } from '../model-gateway/gateway.ts';
import type { Spending } from '../schemas/agent.ts';
import type { LedgerEntry, UseToolsAnswer, UseToolsRequest } from '../schemas/turn.ts';
import { carriedWithin, contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { ToolDescription } from '../tools/tool.ts';
import { isRunnable } from './is-runnable.ts';
import { openQuestion } from './open-question.ts';
import { repeatedCall } from './repeated-call.ts';
import { runCall } from './run-call.ts';
import type { DoneCall, RunCallTools } from './run-call.ts';
import { withinBounds } from './within-bounds.ts';

export interface UseToolsTools extends RunCallTools {
  readonly store: Pick<ClaimChecks, 'read' | 'keep'>;
  readonly describe: (names: readonly string[]) => Promise<readonly ToolDescription[]>;
  /** Notes what a ticket has spent so far; what the whole run has. */
  readonly note: (entry: LedgerEntry) => Promise<Spending>;
}

// A state carries the conversation beside the task and its results, three steps at a time.
const INLINE_BYTES = 16 * 1024;

// What a person could read through; a model that asks for more has lost its way.
const CALLS_A_TURN = 8;

const ANSWER_NOW =
  'No more tools may be used. Give your final answer now, from what you have found, and say what could not be found.';

/**
 * Runs the tools that a model asks for, unless one call repeats itself or a person has to answer first; then none has run, and
 * the same turn may come again.
 */
export async function useTools(request: UseToolsRequest, tools: UseToolsTools): Promise<UseToolsAnswer> {
  const [turn, conversation] = await Promise.all([
    contentOf(request.turn, tools.store),
    contentOf(request.conversation, tools.store),
  ]);
  if (turn.toolCalls.length === 0) throw new Error('the turn asks for no tool, so there is nothing to run');
  const repeated = repeatedCall(conversation, turn.toolCalls);
  if (repeated !== undefined) return { kind: 'repeated', tool: repeated.name };
  const allowed = await tools.describe(request.allowed);
  const calls = turn.toolCalls.slice(0, CALLS_A_TURN);
  const question = openQuestion(calls, allowed, request.answers);
  if (question !== undefined) return question;

  const runnable = calls.filter((call) => isRunnable(call, allowed));
  const { totals, affordable } = await spending(request.ledger, runnable.length, tools);
  const unaffordable = new Set(runnable.slice(affordable));
  const done = await Promise.all(
    calls.map(async (call) =>
      unaffordable.has(call) ? beyondBudget(call) : runCall(call, allowed, request.answers, tools),
    ),
  );
  const ran = done.filter((one) => one.ran).length;
  const results = [...done.map(({ result }) => result), ...turn.toolCalls.slice(CALLS_A_TURN).map(refused)];
  for (const _ of turn.toolCalls.slice(CALLS_A_TURN)) tools.record('none', 'too-many', 0);
  const said: readonly Message[] = [
    { role: 'assistant', content: turn.text, toolCalls: turn.toolCalls },
    { role: 'user', content: request.last || unaffordable.size > 0 ? ANSWER_NOW : '', toolResults: results },
  ];
  const carried = await carriedWithin(INLINE_BYTES, withinBounds([...conversation, ...said]), tools.store);
  return { kind: 'used', conversation: carried, toolCalls: ran, totals };
}

/** Noted before they run: steps that run tools at the same time never run more of them together than the budget has. */
async function spending(ledger: UseToolsRequest['ledger'], wanted: number, { note }: UseToolsTools) {
  if (ledger === null) return { totals: null, affordable: wanted };
  const totals = await note(withCalls(ledger, wanted));
  return { totals, affordable: Math.max(0, wanted - Math.max(0, totals.toolCalls - ledger.mostToolCalls)) };
}

function beyondBudget({ id }: ToolCall): DoneCall {
  const content = 'not run: the budget of the run has no room for more calls of tools; answer with what has been found';
  return { result: { id, status: 'error', content, sources: [] }, ran: false };
}

function refused({ id }: ToolCall): ToolResult {
  const content = `not run: at most ${CALLS_A_TURN} tools may be asked for at once; ask again for what is still needed`;
  return { id, status: 'error', content, sources: [] };
}

function withCalls(entry: LedgerEntry, more: number): LedgerEntry {
  return { ...entry, spent: { ...entry.spent, toolCalls: entry.spent.toolCalls + more } };
}
