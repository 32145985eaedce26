import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './telemetry.ts';

/** How much of its budget a client has committed; whose it is stands in the log alone, since a dimension would cost a metric each. */
export function recordBudgetUse(clientId: string, share: number): void {
  const percent = Math.round(share * 1000) / 10;
  metrics.addMetric('BudgetUsedPct', MetricUnit.Percent, percent).publishStoredMetrics();
  logger.info('budget used', { clientId, percent });
}
