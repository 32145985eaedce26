import { required, STEP_BOARDS_TABLE } from '../environment.ts';
import { stepFunctionsTasks } from '../stores/waiting-tasks.ts';
import type { AnswerTools } from '../step-board/answer-tasks.ts';
import { dynamodbStepBoards } from '../stores/step-boards.ts';
import type { StepBoards } from '../stores/step-boards.ts';
import { logger } from '../telemetry/telemetry.ts';

export function stepBoards(): StepBoards {
  return dynamodbStepBoards(required(STEP_BOARDS_TABLE));
}

/** What every function is wired with that may answer tasks which wait for a step. */
export function boardTools(): AnswerTools & { readonly boards: StepBoards } {
  return {
    boards: stepBoards(),
    tasks: stepFunctionsTasks(),
    fault: (what, error) =>
      logger.warn('step board fault', { what, errorName: error instanceof Error ? error.name : 'Error' }),
  };
}
