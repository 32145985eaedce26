import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HELD_BACK } from '../environment.ts';
import type { Transition } from '../model-gateway/breaker.ts';
import { logger, metrics } from './telemetry.ts';

/** Counts a change of a breaker, and shows how much it holds back from now on. */
export function recordTransition(transition: Transition): void {
  const { breaker, to } = transition;
  metrics
    .addDimensions({ breaker })
    .addMetric('BreakerTransition', MetricUnit.Count, 1)
    .addMetric('BreakerState', MetricUnit.NoUnit, HELD_BACK[to])
    .publishStoredMetrics();
  logger.warn('circuit breaker changed', { ...transition });
}

/** Counts a read or write of what guards a call that failed; the call went on without. */
export function recordFault(what: string, during: 'read' | 'write', error: unknown): void {
  const errorName = error instanceof Error ? error.name : 'Error';
  metrics.addDimensions({ during }).addMetric('GuardFaults', MetricUnit.Count, 1).publishStoredMetrics();
  logger.error('the guard cannot use what it needs', { what, during, errorName });
}
