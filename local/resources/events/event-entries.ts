import type { EventObject } from './event-pattern.ts';
import { isEventObject } from './event-pattern.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  /** JSON text of an object. */
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch, as the JSON protocol sends it. */
  readonly Time?: number;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

export type PutEventsResultEntry =
  { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** A request that is refused as a whole. */
export class EventsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const MAX_ENTRIES = 10;
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html (entries of one request together)
const MAX_REQUEST_BYTES = 256 * 1024;
// What a Time counts for, whatever its value.
const TIME_BYTES = 14;

/** Throws EventsError for a request that AWS would refuse before looking at single entries. */
export function checkEntries(entries: readonly PutEventsEntry[]): void {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const limit = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`;
    const constraint = `failed to satisfy constraint: Member must have length ${limit}`;
    throw new EventsError('ValidationException', `1 validation error detected: Value at 'entries' ${constraint}`);
  }
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > MAX_REQUEST_BYTES) {
    throw new EventsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
}

function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}

/** The entry's detail, or the error that AWS answers for this entry alone. */
export function parseEntry(
  entry: PutEventsEntry,
): { readonly detail: EventObject } | { readonly refused: PutEventsResultEntry } {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name])
      return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (entry.Source!.startsWith('aws.'))
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  try {
    const detail: unknown = JSON.parse(entry.Detail!);
    if (isEventObject(detail as EventObject)) return { detail: detail as EventObject };
  } catch {
    // Falls through: the answer is the same for text that is no JSON and for JSON that is no object.
  }
  return refused('MalformedDetail', 'Detail is malformed.');
}

function refused(ErrorCode: string, ErrorMessage: string) {
  return { refused: { ErrorCode, ErrorMessage } };
}
