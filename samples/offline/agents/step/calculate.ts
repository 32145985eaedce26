import type { ToolWish } from '../../conversation.ts';
import { calculated } from '../evidence/table-notes.ts';
import { newWishes } from '../evidence/wishes.ts';
import { expressionsIn } from '../language/arithmetic.ts';
import { written } from '../language/notes.ts';
import type { StepAnswer } from './output.ts';
import type { StepTask } from './step-task.ts';

export const CALCULATION_TITLE = 'Calculation';

/** Works out the expressions of the instruction; nothing in the library is needed for it. */
export function calculate({ task, instruction }: StepTask): { readonly toolCalls: readonly ToolWish[] } | StepAnswer {
  const expressions = expressionsIn(instruction);
  const toolCalls = newWishes(
    task,
    expressions.map((expression) => ({ name: 'calculate', input: { expression } })),
  );
  if (toolCalls.length > 0) return { toolCalls };
  const results = expressions.map((expression) => {
    const use = task.uses.find(({ name, input }) => name === 'calculate' && input.expression === expression);
    const value = use === undefined || use.isError ? undefined : calculated(use.value);
    const reason = typeof use?.value === 'string' ? use.value.replace(/\s+/g, ' ') : 'there was no tool for it';
    return { expression, value, reason };
  });
  const notes = results.flatMap(({ expression, value }) =>
    value === undefined ? [] : [{ text: `${inPrint(expression)} = ${valueInPrint(value)}`, sources: [] }],
  );
  const gaps = results.flatMap(({ expression, value, reason }) =>
    value === undefined ? [`${inPrint(expression)} could not be calculated (${reason}).`] : [],
  );
  return { output: written([{ title: CALCULATION_TITLE, notes, gaps }]), sources: [] };
}

/** As it is read: an asterisk would be taken for a mark of Markdown. */
export function inPrint(expression: string): string {
  return expression.replace(/\s*\*\s*/g, ' × ');
}

function valueInPrint(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001
    ? String(value)
    : value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
