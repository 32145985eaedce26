import type { Reminder } from '../schemas/review.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { deliveryTools, reviewNotices } from '../wiring/review-tools.ts';
import { remindReviewer } from './remind-reviewer.ts';

const tools = { ...deliveryTools(), notify: reviewNotices() };

export const handler = instrumented('remind-reviewer', (reminder: Reminder) => remindReviewer(reminder, tools));
