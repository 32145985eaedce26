import { redriveMembers } from '../engine/redrive.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import type { JsonObject } from '../query/json.ts';

/** A child execution as a ResultWriter tells of it: data as JSON text, times in ISO 8601, members in their usual order. */
export function executionSummary(record: ExecutionRecord): JsonObject {
  const { arn, cause, error, input, name, output, startDate, stateMachineArn, status, stopDate } = record;
  return {
    ExecutionArn: arn,
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: output, OutputDetails: { Included: true } }),
    ...redriveMembers(record),
    StartDate: isoDate(startDate),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(stopDate !== undefined && { StopDate: isoDate(stopDate) }),
  };
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
