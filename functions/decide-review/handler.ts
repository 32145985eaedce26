import { randomUUID } from 'node:crypto';
import type { ApiEvent } from '../http/api-request.ts';
import { recordDecision } from '../telemetry/review-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { claimChecks, deliveryTools, reviewNotices } from '../wiring/review-tools.ts';
import { decideReview } from './decide-review.ts';

const tools = {
  ...deliveryTools(),
  store: claimChecks(),
  notify: reviewNotices(),
  recordDecision,
  newActId: randomUUID,
};

export const handler = instrumented('decide-review', (event: ApiEvent) => decideReview(event, tools));
