import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

export const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** One frame with an event's JSON. https://smithy.io/2.0/aws/amazon-eventstream.html */
export function eventFrame(eventType: string, body: unknown): Uint8Array {
  return frame({ ':event-type': eventType, ':message-type': 'event' }, body);
}

/** A frame that ends the stream with a typed error; its type starts in lower case, as the stream's members do. */
export function exceptionFrame(errorName: string, message: string): Uint8Array {
  const exceptionType = errorName.charAt(0).toLowerCase() + errorName.slice(1);
  return frame({ ':exception-type': exceptionType, ':message-type': 'exception' }, { message });
}

function frame(headers: Readonly<Record<string, string>>, body: unknown): Uint8Array {
  const typed = Object.entries({ ...headers, ':content-type': 'application/json' });
  return codec.encode({
    headers: Object.fromEntries(typed.map(([name, value]) => [name, { type: 'string', value }])),
    body: Buffer.from(JSON.stringify(body), 'utf8'),
  });
}
