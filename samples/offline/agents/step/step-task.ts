import { fieldsIn, isFields, textAt } from '../task.ts';
import type { Task } from '../task.ts';

/** A step as whoever does it sees it. */
export interface StepTask {
  readonly task: Task;
  readonly goal: string;
  readonly criteria: readonly string[];
  readonly instruction: string;
  readonly title: string;
  /** What was wrong with the last attempt; empty for a first one. */
  readonly problem: string;
  readonly results: readonly EarlierResult[];
}

export interface EarlierResult {
  readonly id: string;
  readonly isDone: boolean;
  readonly output: string;
  readonly sources: readonly string[];
}

export function stepOf(task: Task): StepTask {
  const given = task.json('step');
  const step = isFields(given) ? given : {};
  const criteria = task.json('criteria');
  return {
    task,
    goal: task.text('goal'),
    criteria: Array.isArray(criteria) ? criteria.map(String) : [],
    instruction: textAt(step, 'instruction'),
    title: textAt(step, 'title'),
    problem: task.text('problem'),
    results: fieldsIn(task.json('results')).map((result) => ({
      id: textAt(result, 'id'),
      isDone: result.status === 'done',
      output: textAt(result, 'output'),
      sources: Array.isArray(result.sources) ? result.sources.map(String) : [],
    })),
  };
}
