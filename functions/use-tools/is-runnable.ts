import type { ToolCall } from '../model-gateway/gateway.ts';
import { mismatches } from '../schemas/json-schema.ts';
import type { ToolDescription } from '../tools/tool.ts';

/** Whether a call would have a tool's code run: one that there is, with an input as it wants it, and no person's to answer. */
export function isRunnable({ name, input }: ToolCall, allowed: readonly ToolDescription[]): boolean {
  const spec = allowed.find((one) => one.name === name);
  return spec !== undefined && spec.asks === undefined && mismatches(spec.input, input).length === 0;
}
