import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './telemetry.ts';

/** How long a review had waited when it was decided; which one, and by what decision, stands in the log. */
export function recordDecision(reviewId: string, decision: string, openedAt: number, at: number): void {
  const minutes = Math.round(Math.max(0, at - openedAt) / 6_000) / 10;
  metrics.addMetric('ReviewAgeMin', MetricUnit.NoUnit, minutes).publishStoredMetrics();
  logger.info('review decided', { reviewId, decision, minutes });
}

/** Counts a review that ended without a decision. */
export function recordTimeout(reviewId: string): void {
  metrics.addMetric('ReviewTimeouts', MetricUnit.Count, 1).publishStoredMetrics();
  logger.warn('review timed out', { reviewId });
}

/** Something beside a decision failed, which itself is safe. */
export function recordReviewFault(what: string, error: unknown): void {
  logger.error('review fault', { what, errorName: error instanceof Error ? error.name : 'Error' });
}
