import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Tier } from '../model-gateway/catalog.ts';
import { CONFIG_ERRORS } from '../model-gateway/errors.ts';
import type { Spent } from '../model-gateway/pricing.ts';
import { logger, metrics, tracer } from './telemetry.ts';

/** Which call a measurement is about. The client's id is a log field only: as a dimension it would cost a metric each. */
export interface CallFacts {
  readonly workflow: string;
  readonly tier: Tier;
  readonly modelId: string;
  readonly promptId: string;
  readonly clientId?: string;
}

/** Counts a call that came back, in both dimension sets: {workflow, tier} and {modelId}. */
export function recordCall(facts: CallFacts, { usage, costUsd }: Spent, latencyMs: number, outcome: string): void {
  measure(facts)
    .addMetric('ModelCalls', MetricUnit.Count, 1)
    .addMetric('InputTokens', MetricUnit.Count, usage.inputTokens)
    .addMetric('OutputTokens', MetricUnit.Count, usage.outputTokens)
    .addMetric('CostUSD', MetricUnit.NoUnit, costUsd)
    .addMetric('LatencyMs', MetricUnit.Milliseconds, latencyMs)
    .publishStoredMetrics();
  tracer.putMetadata('usage', { ...usage, outcome });
  logger.info('model called', { ...facts, ...usage, costUsd, latencyMs, outcome });
}

/** Counts a call that failed; its name goes to the log, where there is room for any. */
export function recordError(facts: CallFacts, errorName: string): void {
  measure(facts)
    .addMetric('ModelCalls', MetricUnit.Count, 1)
    .addMetric('ModelErrors', MetricUnit.Count, 1)
    .addMetric('ModelConfigErrors', MetricUnit.Count, CONFIG_ERRORS.includes(errorName) ? 1 : 0)
    .publishStoredMetrics();
  logger.warn('model call failed', { ...facts, errorName });
}

/** Counts where a request was sent, once for each execution that got an answer. */
export function recordRoute(workflow: string, tier: Tier, strategy: string): void {
  metrics.addDimensions({ workflow, tier }).addMetric('RouteDecision', MetricUnit.Count, 1).publishStoredMetrics();
  logger.info('route decided', { workflow, tier, strategy });
}

function measure({ workflow, tier, modelId }: CallFacts): typeof metrics {
  tracer.putAnnotation('model_id', modelId);
  tracer.putAnnotation('workflow', workflow);
  tracer.putAnnotation('tier', tier);
  return metrics.addDimensions({ workflow, tier }).addDimensions({ modelId });
}
