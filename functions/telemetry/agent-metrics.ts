import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StopReason } from '../schemas/agent.ts';
import { logger, metrics } from './telemetry.ts';

/** How a run of the agent loop ended, and after how many passes over its steps. */
export function recordLoop(workflow: string, stopReason: StopReason, iterations: number): void {
  metrics.addDimensions({ workflow }).addMetric('AgentIterations', MetricUnit.Count, iterations).publishStoredMetrics();
  metrics.addDimensions({ workflow, stopReason }).addMetric('LoopStops', MetricUnit.Count, 1).publishStoredMetrics();
  logger.info('agent loop ended', { workflow, stopReason, iterations });
}
