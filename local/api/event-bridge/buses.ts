import type { EventBus } from '../../resources/events/event-bus.ts';
import { EventsError } from '../../resources/events/event-entries.ts';
import { pageOf } from '../page-token.ts';
import { pageFields, type EventsOperation } from './operation.ts';

export function busOperations(bus: EventBus): Readonly<Record<string, EventsOperation>> {
  return {
    CreateEventBus(fields) {
      const name = fields.required('Name', { min: 1, max: 256 });
      fields.check();
      if (bus.buses().includes(name)) {
        throw new EventsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      }
      return { EventBusArn: bus.createBus(name) };
    },
    DeleteEventBus(fields) {
      const name = fields.required('Name', { min: 1 });
      fields.check();
      bus.deleteBus(name);
    },
    DescribeEventBus(fields) {
      const name = fields.optional('Name')?.split('/').at(-1) ?? 'default';
      fields.check();
      if (!bus.buses().includes(name)) {
        throw new EventsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
      }
      return { Name: name, Arn: bus.arnOf(name) };
    },
    ListEventBuses(fields) {
      const prefix = fields.optional('NamePrefix') ?? '';
      const page = pageFields(fields);
      fields.check();
      const found = bus.buses().filter((name) => name.startsWith(prefix));
      const { items, nextToken } = pageOf('buses', found, (name) => name, page);
      return { EventBuses: items.map((name) => ({ Name: name, Arn: bus.arnOf(name) })), NextToken: nextToken };
    },
  };
}
