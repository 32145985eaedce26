import type { TakeRequest } from '../schemas/step-board.ts';
import { answerTasks } from '../step-board/answer-tasks.ts';
import type { AnswerTools } from '../step-board/answer-tasks.ts';
import type { StepBoards } from '../stores/step-boards.ts';

export interface TakeTools extends AnswerTools {
  readonly boards: Pick<StepBoards, 'take' | 'answered'>;
}

/** Answers the task of a ticket with its step; when there is none for it yet, whoever finishes another step does so later. */
export async function takeStep({ taskToken, board, ticket }: TakeRequest, tools: TakeTools): Promise<void> {
  const { taken, untold } = await tools.boards.take(board, ticket, taskToken);
  // False when the task is over: then it comes again.
  if (taken) await tools.tasks.succeed(taskToken, JSON.stringify(taken));
  await answerTasks(board, untold, tools);
}
