import type { FinishRequest } from '../schemas/step-board.ts';
import { answerTasks } from '../step-board/answer-tasks.ts';
import type { AnswerTools } from '../step-board/answer-tasks.ts';
import type { StepBoards } from '../stores/step-boards.ts';

export interface FinishTools extends AnswerTools {
  readonly boards: Pick<StepBoards, 'finish' | 'answered'>;
}

/** Notes what a step came to, and tells the tickets that waited for it what they have to do. */
export async function finishStep(
  { board, ticket, result, spent, stop }: FinishRequest,
  tools: FinishTools,
): Promise<Record<string, never>> {
  await answerTasks(board, await tools.boards.finish(board, ticket, result, spent, stop), tools);
  return {};
}
