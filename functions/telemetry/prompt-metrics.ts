import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './telemetry.ts';

/** Counts a pinned prompt that could not be used, so that the copy in the code was; which one, and why, stands in the log. */
export function recordPromptFallback(promptId: string, why: string): void {
  metrics.addMetric('PromptFallbacks', MetricUnit.Count, 1).publishStoredMetrics();
  logger.warn('pinned prompt not used', { promptId, why });
}
