import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';

/** The tasks of executions that wait for an answer, each by its token. */
export interface WaitingTasks {
  /** False when the task does not wait any more. */
  succeed(token: string, output: string): Promise<boolean>;
}

export function stepFunctionsTasks(connect: () => SFNClient = () => new SFNClient({ maxAttempts: 3 })): WaitingTasks {
  let client: SFNClient | undefined;
  return {
    async succeed(taskToken, output) {
      client ??= connect();
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output }));
        return true;
      } catch (error) {
        if (error instanceof Error && OVER.includes(error.name)) return false;
        throw error;
      }
    },
  };
}

// Its round is over, and the decision goes with the next one; or its execution is, and nobody waits for it.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html#API_SendTaskSuccess_Errors
const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
