import { checkDeal } from '../schemas/deal.ts';
import type { Deal } from '../schemas/deal.ts';
import { impatientClient, lazily } from './conditional-update.ts';
import type { Client } from './conditional-update.ts';
import { findRecord } from './records.ts';
import { referenceForms } from './references.ts';

/** The deals' table: an item has the attributes of a `Deal`, its key is `id`. */
export interface Deals {
  /** By an id as a request prints it. */
  find(reference: string | null): Promise<Deal | undefined>;
}

export function dynamodbDeals(TableName: string, connect: () => Client = impatientClient): Deals {
  const client = lazily(connect);
  const records = { TableName, key: 'id', check: checkDeal };
  return { find: (reference) => findRecord(client(), records, referenceForms(reference, 'D')) };
}
