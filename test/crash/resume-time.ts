import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetExecutionHistoryCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';

import { machineArn, writeLoadApp } from './load-app.ts';
import { ServerProcess } from '../support/server-process.ts';

/**
 * Milliseconds from the spawn of a server until it says that it goes on with `count` running executions (half of them in a
 * Wait, half waiting for a token), and the same for a server with nothing to resume.
 */
export async function resumeTime(count: number): Promise<{ readonly resumed: number; readonly idle: number }> {
  const app = writeLoadApp();
  const state = mkdtempSync(join(tmpdir(), 'signalbox-crash-'));
  let server = await ServerProcess.start(app.directory, state);
  const idle = server.startedAfter;
  try {
    const arns: string[] = [];
    for (let number = 0; number < count; number++) {
      const stateMachineArn = machineArn(number % 2 ? 'asking' : 'waiting');
      const { executionArn = '' } = await server.client.send(
        new StartExecutionCommand({ stateMachineArn, input: String(number) }),
      );
      arns.push(executionArn);
    }
    // The last one that asks has asked.
    for (let asked = false; !asked;) {
      const request = { executionArn: arns.at(-1), reverseOrder: true };
      const { events = [] } = await server.client.send(new GetExecutionHistoryCommand(request));
      asked = events[0]?.type === 'TaskSubmitted';
    }
    await server.kill();
    server = await ServerProcess.start(app.directory, state);
    return { resumed: server.startedAfter, idle };
  } finally {
    await server.kill();
    rmSync(state, { recursive: true });
    app.remove();
  }
}
