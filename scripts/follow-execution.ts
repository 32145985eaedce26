import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateListStateMachines,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a running execution is looked at, in milliseconds: fast enough to feel live, slow enough for AWS's quotas. */
const POLL_MS = { local: 50, aws: 1000 } as const;

/** What a person wants to see of an execution as it goes. */
export interface Progress {
  /** A state was entered, a task failed, a retry began … */
  readonly onEvent: (event: HistoryEvent) => void;
  /** It waits for somebody's answer; false ends following it. Asked again as long as it waits. */
  readonly onWaiting?: () => Promise<boolean>;
}

/** The ARN of a state machine by its name. Throws an Error that lists what there is. */
export async function findStateMachine(client: SFNClient, name: string): Promise<string> {
  const names: string[] = [];
  for await (const page of paginateListStateMachines({ client }, {})) {
    for (const machine of page.stateMachines ?? []) {
      if (machine.name === name && machine.stateMachineArn) return machine.stateMachineArn;
      names.push(machine.name ?? '');
    }
  }
  throw new Error(`there is no state machine '${name}'; there are: ${names.join(', ') || 'none'}`);
}

/** Follows an execution to its end, or until nobody wants to wait with it. */
export async function followExecution(
  client: SFNClient,
  executionArn: string,
  progress: Progress,
  where: keyof typeof POLL_MS = 'local',
): Promise<DescribeExecutionCommandOutput> {
  let seen = 0;
  let last: HistoryEvent | undefined;
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    for (const event of await eventsAfter(client, executionArn, seen)) {
      seen = event.id ?? seen;
      last = event;
      progress.onEvent(event);
    }
    if (execution.status !== 'RUNNING') return execution;
    // What follows once a task with a token has been called, until its answer comes.
    if (last?.type === 'TaskSubmitted' && (await progress.onWaiting?.()) === false) return execution;
    await sleep(POLL_MS[where]);
  }
}

/** New events in order; read backwards, so that a long history is not fetched again each time. */
async function eventsAfter(client: SFNClient, executionArn: string, seen: number): Promise<readonly HistoryEvent[]> {
  const newer: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults: 100,
        nextToken,
      }),
    );
    const events = (page.events ?? []).filter(({ id = 0 }) => id > seen);
    newer.push(...events);
    nextToken = events.length === page.events?.length ? page.nextToken : undefined;
  } while (nextToken);
  return newer.reverse();
}

/** One line about an event, or nothing for those that only make up the numbers. */
export function eventLine(event: HistoryEvent): string | undefined {
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined) return entered;
  const failure =
    event.taskFailedEventDetails ?? event.lambdaFunctionFailedEventDetails ?? event.executionFailedEventDetails;
  if (failure) return `✗ ${failure.error ?? 'failed without a name'}${reason(failure.cause)}`;
  return event.type === 'TaskTimedOut' || event.type === 'LambdaFunctionTimedOut' ? '✗ timed out' : undefined;
}

/** The first words of a cause, which for a function is `{"errorMessage": …}`. */
function reason(cause: string | undefined): string {
  if (cause === undefined) return '';
  const message = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(cause)?.[1] ?? cause;
  return `: ${message.length > 160 ? `${message.slice(0, 160)}…` : message}`;
}
