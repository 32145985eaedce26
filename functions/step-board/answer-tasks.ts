import type { WaitingTasks } from '../stores/waiting-tasks.ts';
import type { StepBoards } from '../stores/step-boards.ts';
import type { Handout } from './board.ts';

export interface AnswerTools {
  readonly boards: Pick<StepBoards, 'answered'>;
  readonly tasks: WaitingTasks;
  /** Told of what failed beside the answers themselves. */
  readonly fault: (what: string, error: unknown) => void;
}

/**
 * Tells tasks that wait of their tickets' steps. One that is over counts as told: its ticket comes again with a new token. Throws,
 * when all have been tried, if Step Functions could not be reached for one; then the function has to be run again.
 */
export async function answerTasks(board: string, handouts: readonly Handout[], tools: AnswerTools): Promise<void> {
  if (handouts.length === 0) return;
  const sent = await Promise.allSettled(
    handouts.map(({ token, taken }) => tools.tasks.succeed(token, JSON.stringify(taken))),
  );
  const told = handouts.filter((_, index) => sent[index]?.status === 'fulfilled');
  // A note that fails costs no more than sending again what no task waits for.
  await tools.boards.answered(board, told).catch((error: unknown) => tools.fault('answers not noted', error));
  const failed = sent.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
