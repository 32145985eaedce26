import type { ToolWish } from '../../conversation.ts';
import { isFields, textAt } from '../task.ts';
import type { ToolUse } from '../task.ts';
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
  problem,
}: StepTask): { readonly toolCalls: readonly ToolWish[] } | StepAnswer {
  const asked = task.uses.find(({ name }) => name === 'ask-person');
  const question = questionOf(instruction, goal);
  // Whoever has declined is not asked a second time.
  const declined = /\((.*\bdeclined\b.*)\)/i.exec(problem)?.[1];
  if (asked === undefined && declined === undefined && task.tools.includes('ask-person'))
    return { toolCalls: [{ name: 'ask-person', input: { question } }] };
  const answer = asked?.isError === true || !isFields(asked?.value) ? '' : textAt(asked.value, 'answer').trim();
  const about = matterOf(instruction);
  const output =
    answer === ''
      ? `### Question to a person\n\nNot found: ${unanswered(about, reasonOf(asked) ?? declined ?? 'nobody could be asked')}`
      : `### Answer of a person\n\n- ${askedThis(about)}“${answer}”`;
  return { output, sources: [] };
}

/** What a person has said begins with this. */
export function askedThis(about: string): string {
  return `Asked this: ${about}, the person responsible answered: `;
}

/** What it is called when a person has said nothing. */
function unanswered(about: string, reason: string): string {
  return `nobody answered this: ${about} (${reason}).`;
}

/** The questions that a text says nobody has answered, each with the reason. */
export function unansweredIn(text: string): readonly { readonly about: string; readonly reason: string }[] {
  return [...text.matchAll(/\bnobody answered this: (.+) \((.+)\)\.?$/gim)].map(([, about = '', reason = '']) => ({
    about,
    reason,
  }));
}

/** Why there is no answer, as the tool says it; undefined where it was not asked. */
function reasonOf(asked: ToolUse | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const said = asked.isError && typeof asked.value === 'string' ? asked.value.replace(/\s+/g, ' ').trim() : '';
  return said.replace(/[.\s]+$/, '').slice(0, 500) || 'the answer was empty';
}

/** One question that can be answered without having seen the plan. */
function questionOf(instruction: string, goal: string): string {
  const context = `It is asked for this task: ${goal.replace(/\s+/g, ' ').trim()}`;
  return `Please answer this: ${matterOf(instruction)}? ${context}`.slice(0, 2000);
}

/** What is to be asked, without whom. */
export function matterOf(instruction: string): string {
  const [first = ''] = instruction.split(/\.\s+(?=A person has to be asked)|\n/);
  return first
    .replace(BEFORE, '')
    .replace(/^(?:for|about)\s+/i, '')
    .replace(/[.?!]+$/, '')
    .trim();
}
