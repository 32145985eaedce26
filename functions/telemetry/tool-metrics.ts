import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './telemetry.ts';

/** Why a tool did not run, or how its run ended. */
export type ToolOutcome = 'used' | 'failed' | 'timed-out' | 'not-allowed' | 'bad-input' | 'bad-output' | 'too-many';

/** Counts what was asked of a tool. What it was asked, and what it said, belong to the caller and are not told. */
export function recordTool(tool: string, outcome: ToolOutcome, milliseconds: number): void {
  metrics
    .addDimensions({ tool })
    .addMetric('ToolCalls', MetricUnit.Count, 1)
    .addMetric('ToolErrors', MetricUnit.Count, outcome === 'used' ? 0 : 1)
    .publishStoredMetrics();
  logger.info('tool called', { tool, outcome, milliseconds: Math.round(milliseconds) });
}
