import type { Responder } from '../../conversation.ts';
import { asksPerson } from '../language/topics.ts';
import { structured } from '../structured.ts';
import { taskOf } from '../task.ts';
import { CALCULATE } from '../planning/plan-for.ts';
import { askPerson } from './ask-person.ts';
import { calculate } from './calculate.ts';
import { gather } from './gather.ts';
import { stepOf } from './step-task.ts';
import type { StepTask } from './step-task.ts';
import { weigh } from './weigh.ts';
import { writeAnswer } from './write-answer.ts';

/** `run-step`: asks for tools, or answers with a `StepOutput`. */
export const runStep: Responder = (request) => {
  const task = taskOf(request);
  const next = kindOf(stepOf(task));
  return 'toolCalls' in next ? next : structured(next, request);
};

function kindOf(step: StepTask) {
  const { task, instruction, results } = step;
  const asks = task.offered.includes('ask-person') && asksPerson(instruction);
  const writes =
    results.length > 0 && /^(?:write|compose|draft|put together|prepare|summari[sz]e)\b/i.test(instruction);
  if (asks) return askPerson(step);
  if (task.offered.includes('calculate') && instruction.startsWith(CALCULATE)) return calculate(step);
  if (task.offered.includes('search-documents') && !writes) return gather(step);
  if (results.length > 0 && !writes && ['calculate', 'statistics'].some((name) => task.offered.includes(name)))
    return weigh(step);
  return writeAnswer(step);
}
