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
  const tasks = openTasks();
  let seen = 0;
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    const events = await eventsAfter(client, executionArn, seen);
    for (const event of events) {
      seen = event.id ?? seen;
      tasks.see(event);
      progress.onEvent(event);
    }
    if (execution.status !== 'RUNNING') return execution;
    // Between two events everything may wait for a moment; nothing new since the last look means that it lasts.
    const waits = events.length === 0 && tasks.allWait();
    if (waits && (await progress.onWaiting?.()) === false) return execution;
    await sleep(POLL_MS[where]);
  }
}

/** Which tasks are at work, and which wait for somebody to answer them. */
function openTasks() {
  // By the id of the last event of each, which is what the next one names.
  const working = new Set<number>();
  const waiting = new Set<number>();
  return {
    see({ id = 0, previousEventId = 0, type, taskSubmittedEventDetails: submitted }: HistoryEvent): void {
      if (type?.startsWith('Task') !== true) return;
      working.delete(previousEventId);
      waiting.delete(previousEventId);
      // A task that has started another execution works on, as long as that one does.
      const isAsked = submitted?.resource?.endsWith('.waitForTaskToken') === true;
      if (type === 'TaskSubmitted' && isAsked) waiting.add(id);
      else if (type === 'TaskScheduled' || type === 'TaskStarted' || type === 'TaskSubmitted') working.add(id);
    },
    allWait: () => waiting.size > 0 && working.size === 0,
  };
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
