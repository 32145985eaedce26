import type { RequestFields } from '../request-fields.ts';

/** One operation of EventBridge; what the bus refuses becomes an error of the API. */
export type EventsOperation = (fields: RequestFields) => object | void;

/** Buses are named by name or ARN. */
export function busField(fields: RequestFields): string {
  return fields.optional('EventBusName', { min: 1, max: 1600 })?.split('/').at(-1) ?? 'default';
}

export function pageFields(fields: RequestFields): { readonly limit: number; readonly token: string | undefined } {
  return { limit: fields.integer('Limit', { min: 1, max: 100 }) ?? 100, token: fields.optional('NextToken') };
}
