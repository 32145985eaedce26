import { ServiceError } from './errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from './limits.ts';
import { scanJson } from './validation/json-text.ts';

/** Refuses, with AWS's words, an execution's input that is too large or no JSON. */
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
  return input;
}
