import type { ToolWish } from '../../conversation.ts';
import { isFields, textAt } from '../task.ts';
import type { StepAnswer } from './output.ts';
import type { StepTask } from './step-task.ts';

// What comes before the matter itself: `Ask the managing director whether …`.
const BEFORE =
  /^.*?\b(?:ask|consult|check with|confirm with)\b\s+(?:[\w'-]+\s+){0,5}?(?=(?:whether|if|which|what|how|who|when|where|why|for|about)\b)/i;

/** Asks once; the answer is the step's result, as it was given. */
export function askPerson({
  task,
  goal,
  instruction,
}: StepTask): { readonly toolCalls: readonly ToolWish[] } | StepAnswer {
  const asked = task.uses.find(({ name }) => name === 'ask-person');
  const question = questionOf(instruction, goal);
  if (asked === undefined && task.tools.includes('ask-person'))
    return { toolCalls: [{ name: 'ask-person', input: { question } }] };
  const answer = isFields(asked?.value)
    ? textAt(asked.value, 'answer')
    : typeof asked?.value === 'string'
      ? asked.value
      : '';
  const about = matterOf(instruction);
  const output =
    answer === '' || asked?.isError === true
      ? `### Question to a person\n\nNot found: nobody has answered this: ${about}.`
      : `### Answer of a person\n\n- Asked this: ${about}, the person responsible answered: “${answer.trim()}”`;
  return { output, sources: [] };
}

/** One question that can be answered without having seen the plan. */
function questionOf(instruction: string, goal: string): string {
  const context = `It is asked for this task: ${goal.replace(/\s+/g, ' ').trim()}`;
  return `Please answer this: ${matterOf(instruction)}? ${context}`.slice(0, 2000);
}

function matterOf(instruction: string): string {
  const [first = ''] = instruction.split(/\.\s+(?=A person has to be asked)|\n/);
  return first
    .replace(BEFORE, '')
    .replace(/^(?:for|about)\s+/i, '')
    .replace(/[.?!]+$/, '')
    .trim();
}
