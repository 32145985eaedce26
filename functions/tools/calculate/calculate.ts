import type { RunTool } from '../tool.ts';
import { arithmetic } from './arithmetic.ts';
import { complaint } from './check-expression.ts';

// A double has 15 to 17 significant decimal digits; the last ones of 0.1 + 0.2 are noise.
const DIGITS = 14;

export const run: RunTool = async (input) => {
  const { expression } = input as { expression: string };
  const value = Number(valueOf(expression).toPrecision(DIGITS));
  return { value: { value, text: `${expression.trim()} = ${value}` }, sources: [] };
};

function valueOf(expression: string): number {
  const wrong = complaint(expression);
  if (wrong !== undefined) throw new Error(wrong);
  const value: unknown = arithmetic(expression);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(
      'the result is not a finite number: it is too large, or divides by zero, or takes the root of a negative',
    );
  }
  return value;
}
