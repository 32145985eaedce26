import type { ExecutionRecord } from '../../engine/store.ts';
import type { NewEvent } from './event-bus.ts';

/** An event of EventBridge carries 256 KiB; AWS leaves this much (bytes) for the data of the execution. */
const MAX_DATA_BYTES = 248 * 1024;

/**
 * What Step Functions tells EventBridge at every start and end of a Standard execution; Express ones tell nothing.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function statusChange(execution: ExecutionRecord): NewEvent | undefined {
  if (execution.type !== 'STANDARD') return undefined;
  const { arn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause, redrive } = execution;
  const outputFits = Buffer.byteLength(output ?? '') <= MAX_DATA_BYTES;
  const inputFits = Buffer.byteLength(input) + (outputFits ? Buffer.byteLength(output ?? '') : 0) <= MAX_DATA_BYTES;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    timeMs: stopDate ?? redrive?.date ?? startDate,
    detail: {
      executionArn: arn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: inputFits ? input : null,
      output: outputFits ? (output ?? null) : null,
      inputDetails: { included: inputFits },
      outputDetails: output === undefined ? null : { included: outputFits },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
