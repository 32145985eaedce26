import type { EventBus } from '../resources/event-bus.ts';
import { EventsError, type PutEventsEntry } from '../resources/event-entries.ts';
import { ApiError } from './answer.ts';
import { jsonService } from './json-protocol.ts';
import type { Service } from './service.ts';

/** PutEvents. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function eventBridgeService(bus: EventBus): Service {
  return jsonService({
    name: 'events',
    targets: ['AWSEvents'],
    version: '1.1',
    operations: {
      PutEvents({ Entries: entries }) {
        if (!Array.isArray(entries)) throw new ApiError('ValidationException', 400, 'Entries must be a list of events');
        try {
          return bus.putEvents(entries as readonly PutEventsEntry[]);
        } catch (error) {
          if (error instanceof EventsError) throw new ApiError(error.name, 400, error.message);
          throw error;
        }
      },
    },
  });
}
