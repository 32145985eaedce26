import type { HistoryEvent } from '@aws-sdk/client-sfn';

import type { HistoryEvent as JournaledEvent } from '../../local/engine/history.ts';

/** The steps whose calls had ended by these events: they must never be run again. */
export function completedSteps(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap((event) => {
    const output = event.taskSucceededEventDetails?.output ?? event.taskSubmittedEventDetails?.output;
    if (output !== undefined) {
      const { Payload: payload, step } = JSON.parse(output) as { Payload?: { step: string }; step?: string };
      return [payload?.step ?? step ?? ''];
    }
    const cause = event.taskFailedEventDetails?.cause;
    return cause === undefined ? [] : [(JSON.parse(cause) as { errorMessage: string }).errorMessage];
  });
}

/** What is wrong with the order of a finished history: a gap, a predecessor that is none, a second end. */
export function disorder(events: readonly HistoryEvent[]): string | undefined {
  for (const [index, { id = 0, previousEventId = 0 }] of events.entries()) {
    if (id !== index + 1) return `event ${id} stands where ${index + 1} belongs`;
    if (previousEventId >= id || (previousEventId === 0 && index > 1))
      return `event ${id} follows event ${previousEventId}`;
  }
  const isEnd = ({ type }: HistoryEvent) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type ?? '');
  const ends = events.filter((event, index) => isEnd(event) && events[index + 1]?.type !== 'ExecutionRedriven');
  if (ends.length !== 1 || ends[0] !== events.at(-1)) return `${ends.length} ends, or events after the end`;
  return undefined;
}

/** What happened, in no order: a crash changes times and the order among branches, and nothing else. */
export function happenings(events: readonly HistoryEvent[]): string {
  const each = events.map((event) => {
    const state = (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name ?? '';
    return [event.type, state, ...completedSteps([event])].join(' ');
  });
  return each.sort().join('\n');
}

/** An event of the journal in the API's form, as far as `completedSteps` looks at it. */
export function asAnswered({ id, type, details }: JournaledEvent): HistoryEvent {
  const member = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return { id, type: type as HistoryEvent['type'], timestamp: undefined, [member]: details };
}
