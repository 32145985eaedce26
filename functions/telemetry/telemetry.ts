import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { METRICS_NAMESPACE } from '../environment.ts';

const serviceName = 'signalbox';

/** For facts about calls. Prompts and answers are never logged: they belong to the callers. */
export const logger = new Logger({ serviceName });
export const tracer = new Tracer({ serviceName });
export const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName, logger });
// Powertools would add `service` to every dimension set, and alarms name exact sets.
metrics.clearDefaultDimensions();

/** The part of Lambda's context that we read. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

/** Wraps a step so that each run has a trace subsegment and, when it fails, one log line with the error's name. */
export function instrumented<Event, Result>(
  step: string,
  run: (event: Event) => Promise<Result>,
): (event: Event, context: InvocationContext) => Promise<Result> {
  return async (event, context) => {
    logger.resetKeys();
    logger.appendKeys({ step, requestId: context.awsRequestId });
    const parent = tracer.getSegment();
    const segment = parent?.addNewSubsegment(`## ${step}`);
    if (segment !== undefined) tracer.setSegment(segment);
    try {
      return await run(event);
    } catch (error) {
      const { name } = error instanceof Error ? error : new Error(String(error));
      // Only the name: the message of a failed validation may quote what the caller sent.
      logger.error('step failed', { errorName: name });
      if (error instanceof Error) tracer.addErrorAsMetadata(new Error(name));
      throw error;
    } finally {
      segment?.close();
      if (parent !== undefined) tracer.setSegment(parent);
    }
  };
}
