import type { EventBus } from '../resources/events/event-bus.ts';
import { EventsError, type PutEventsEntry } from '../resources/events/event-entries.ts';
import { compilePattern, InvalidEventPattern } from '../resources/events/event-pattern.ts';
import { ApiError } from './answer.ts';
import { busOperations } from './event-bridge/buses.ts';
import type { EventsOperation } from './event-bridge/operation.ts';
import { patternOf, ruleOperations } from './event-bridge/rules.ts';
import { jsonService, parseJson, type JsonOperation } from './json-protocol.ts';
import { RequestFields } from './request-fields.ts';
import type { Service } from './service.ts';

/** Events, buses, rules and their targets. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export function eventBridgeService(bus: EventBus, committed?: () => Promise<void> | undefined): Service {
  const operations: Readonly<Record<string, EventsOperation>> = {
    PutEvents(fields) {
      const entries = fields.list('Entries');
      if (!entries) throw new ApiError('ValidationException', 400, 'Entries must be a list of events');
      return bus.putEvents(entries as readonly PutEventsEntry[]);
    },
    TestEventPattern(fields) {
      const pattern = patternOf(fields.required('EventPattern'));
      const event = parseJson(Buffer.from(fields.required('Event')));
      fields.check();
      return { Result: compilePattern(pattern)(event as Parameters<ReturnType<typeof compilePattern>>[0]) };
    },
    ...busOperations(bus),
    ...ruleOperations(bus),
  };
  return jsonService({
    name: 'events',
    targets: ['AWSEvents'],
    version: '1.1',
    committed,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, asJsonOperation(operation)]),
    ),
  });
}

function asJsonOperation(operation: EventsOperation): JsonOperation {
  return (input) => {
    try {
      return operation(new RequestFields(input));
    } catch (thrown) {
      if (thrown instanceof EventsError || thrown instanceof InvalidEventPattern) {
        throw new ApiError(thrown.name, 400, thrown.message);
      }
      throw thrown;
    }
  };
}
