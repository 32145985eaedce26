import type { JsonObject } from '../query/json.ts';
import type { VariableScope } from '../query/variables.ts';
import { MAX_DATA_BYTES, MAX_VARIABLES_BYTES } from './limits.ts';
import type { Run } from './run.ts';

/** What each execution has assigned so far, an upper bound of what it stores. */
const assignedBytes = new WeakMap<Run, number>();

/**
 * Whether one Assign is too large, or too large for what is stored already. The second is what the assigning scope can
 * see: variables of other branches and iterations do not count.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function exceedsVariables(run: Run, variables: VariableScope, texts: Readonly<Record<string, string>>): boolean {
  const bytes = byteLength(Object.values(texts));
  if (bytes > MAX_DATA_BYTES) return true;
  const sum = (assignedBytes.get(run) ?? storedBytes(variables.toObject())) + bytes;
  assignedBytes.set(run, sum);
  if (sum <= MAX_VARIABLES_BYTES) return false;
  // Seldom: everything is measured only where assigning again and again has made the sum large.
  const kept = Object.entries(variables.toObject()).filter(([name]) => !Object.hasOwn(texts, name));
  const stored = storedBytes(Object.fromEntries(kept)) + bytes;
  assignedBytes.set(run, stored);
  return stored > MAX_VARIABLES_BYTES;
}

function storedBytes(variables: JsonObject): number {
  return byteLength(Object.values(variables).map((value) => JSON.stringify(value)));
}

function byteLength(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
