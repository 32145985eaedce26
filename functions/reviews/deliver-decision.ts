import type { ReviewOutcome, ReviewResult } from '../schemas/review.ts';
import type { Decided, Review, WaitingReview } from '../stores/review-items.ts';
import type { Reviews } from '../stores/reviews.ts';
import type { WaitingTasks } from '../stores/waiting-tasks.ts';

export interface DeliveryTools {
  readonly reviews: Pick<Reviews, 'delivered'>;
  readonly tasks: WaitingTasks;
  /** Told of what failed beside the delivery itself. */
  readonly fault: (what: string, error: unknown) => void;
}

/**
 * Sends a stored decision to the task that waits for it; tells whether one took it. Nothing happens when there is none, or no
 * task waits: then the next round of the review brings a token, or its end fetches the decision.
 */
export async function deliverDecision(review: WaitingReview, at: number, tools: DeliveryTools): Promise<boolean> {
  const { id, token, decision } = review;
  if (decision === undefined || token === undefined) return false;
  const taken = await tools.tasks.succeed(token, JSON.stringify(outcomeOf(review, decision)));
  if (taken) await noteDelivered(id, token, at, tools);
  return taken;
}

/** A note that fails costs no more than sending again what no task waits for. */
export async function noteDelivered(
  id: string,
  token: string | undefined,
  at: number,
  { reviews, fault }: Pick<DeliveryTools, 'reviews' | 'fault'>,
): Promise<void> {
  await reviews.delivered(id, token, at).catch((error: unknown) => fault('delivery not noted', error));
}

/** What the workflow is answered: of one stored decision always the same, below its 256 KiB by what a review may hold. */
export function outcomeOf({ result }: Pick<Review, 'result'>, decision: Decided): ReviewOutcome {
  // An edit that was rejected, or that nobody confirmed in time, is no result.
  if (decision.decision !== 'edit' || result === undefined) return { review: decision };
  const content = 'ref' in result ? { answerRef: result.ref } : { answer: JSON.parse(result.text) as ReviewResult };
  return { review: decision, content };
}
