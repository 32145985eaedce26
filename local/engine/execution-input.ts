import { ServiceError } from './errors.ts';
import { exceedsBytes, exceedsNesting, MAX_DATA_BYTES, MAX_NESTING } from './limits.ts';
import { TOO_DEEP_JSON } from './validation/json-problem.ts';
import { scanJson } from './validation/json-text.ts';

/** Refuses, with AWS's words, an execution's input that is too large, nested too deeply, or no JSON. */
export function checkedInput(input: string): string {
  if (exceedsBytes(input, MAX_DATA_BYTES)) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  try {
    JSON.parse(input);
  } catch {
    // Read again by the slower scanner, for AWS's words.
    const problem = input.trim() === '' ? 'Invalid execution input.' : (scanJson(input).error?.problem ?? 'not JSON');
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
  }
  if (exceedsNesting(input, MAX_NESTING)) {
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${TOO_DEEP_JSON}'`);
  }
  return input;
}
