import { DEALS_TABLE, required } from '../environment.ts';
import { dynamodbDeals } from '../stores/deals.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { findDeal } from './find-deal.ts';
import type { DealQuery } from './find-deal.ts';

const deals = dynamodbDeals(required(DEALS_TABLE));

export const handler = instrumented('find-deal', (event: DealQuery) => findDeal(event, deals));
