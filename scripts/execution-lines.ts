import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { agentLine } from './agent-lines.ts';
import type { TaskCall } from './agent-lines.ts';
import { short } from './terminal-text.ts';

/** Turns the events of one execution, in their order, into lines for a person; nothing for those that only make up the numbers. */
export type EventLines = (event: HistoryEvent) => string | undefined;

/** Workflows of which each state is told; agents go through hundreds, so of them it is told what they do. */
const AGENTS: readonly string[] = ['agent-loop', 'research-report'];

export function executionLines(workflow: string): EventLines {
  return AGENTS.some((name) => workflow.endsWith(name)) ? agentLines() : eventLine;
}

/** A state that was entered, or a failure. */
function eventLine(event: HistoryEvent): string | undefined {
  return event.stateEnteredEventDetails?.name ?? failureLine(event);
}

function agentLines(): EventLines {
  // By the id of the last event of each task, which is what the next one names.
  const calls = new Map<number, TaskCall>();
  return (event) => {
    const further = furtherExecution(event);
    if (further !== undefined) return `Goes on in ${further}`;
    const { id = 0, previousEventId = 0 } = event;
    const call = callOf(event) ?? calls.get(previousEventId);
    calls.delete(previousEventId);
    if (call === undefined || event.type?.endsWith('StateExited')) return failureLine(event);
    calls.set(id, call);
    return agentLine(event, call) ?? failureLine(event);
  };
}

/** Where a long run goes on, whose steps are told by nobody here. */
function furtherExecution({ type, taskSubmittedEventDetails: submitted }: HistoryEvent): string | undefined {
  if (type !== 'TaskSubmitted' || submitted?.resource !== 'startExecution.sync:2') return undefined;
  const { ExecutionArn } = JSON.parse(submitted.output ?? '{}') as { readonly ExecutionArn?: string };
  return short(ExecutionArn ?? 'a further execution', 200);
}

function callOf({ type, taskScheduledEventDetails }: HistoryEvent): TaskCall | undefined {
  if (type !== 'TaskScheduled') return undefined;
  const { FunctionName = '', Payload } = JSON.parse(taskScheduledEventDetails?.parameters ?? '{}') as {
    readonly FunctionName?: string;
    readonly Payload?: unknown;
  };
  // `arn:aws:lambda:us-east-1:000000000000:function:signalbox-take-turn`
  const step = /signalbox-([\w-]+)$/.exec(FunctionName)?.[1];
  return step === undefined ? undefined : { step, payload: Payload };
}

function failureLine(event: HistoryEvent): string | undefined {
  const failure =
    event.taskFailedEventDetails ?? event.lambdaFunctionFailedEventDetails ?? event.executionFailedEventDetails;
  if (failure) return `✗ ${short(failure.error ?? 'failed without a name')}${reason(failure.cause)}`;
  return event.type === 'TaskTimedOut' || event.type === 'LambdaFunctionTimedOut' ? '✗ timed out' : undefined;
}

/** The first words of a cause, which for a function is `{"errorMessage": …}`. */
function reason(cause: string | undefined): string {
  if (cause === undefined) return '';
  const message = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(cause)?.[1] ?? cause;
  return `: ${short(message, 160)}`;
}
