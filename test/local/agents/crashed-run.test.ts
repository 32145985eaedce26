import { DescribeExecutionCommand, GetExecutionHistoryCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ServerProcess } from '../../support/server-process.ts';
import { APP_FOLDER } from '../../support/synthesized-app.ts';
import { PlayedModel } from './played-model.ts';

const AGENT_LOOP = 'arn:aws:states:us-east-1:000000000000:stateMachine:agent-loop';

it('goes on after a crash in the middle, and pays for no finished step twice', async () => {
  const state = mkdtempSync(join(tmpdir(), 'agents-'));
  const model = await PlayedModel.start({ find: [], count: [], write: ['find', 'count'] });
  const start = () => ServerProcess.start({ app: APP_FOLDER, state, options: ['--models', `openai:${model.url}`] });
  let server = await start();
  try {
    // One step gets no answer; the other is done, and its result noted, when the server is killed.
    model.held.add('count');
    const { executionArn = '' } = await server.client.send(
      new StartExecutionCommand({ stateMachineArn: AGENT_LOOP, input: '{"goal":"Find out"}' }),
    );
    await model.until(() => model.times('count') === 1 && model.times('find') === 1);
    while (!(await historyOf(server, executionArn)).includes('Finish step')) await sleep(20);
    await server.kill();
    model.held.clear();

    server = await start();
    const output = await ended(server, executionArn);
    expect(output).toMatchObject({
      result: 'write is done',
      stopReason: 'criteria-met',
      status: 'complete',
      steps: [{ status: 'done' }, { status: 'done' }, { status: 'done' }],
      // Each of the five calls that were answered, once: 1,000 tokens in, 100 out.
      usage: { inputTokens: 5_000, outputTokens: 500 },
    });
    expect(Object.fromEntries([...new Set(model.asked)].map((asked) => [asked, model.times(asked)]))).toEqual({
      plan: 1,
      find: 1,
      // The first time nobody answered.
      count: 2,
      write: 1,
      validate: 1,
    });
  } finally {
    await server.kill();
    model.stop();
    rmSync(state, { recursive: true, force: true });
  }
});

async function historyOf(server: ServerProcess, executionArn: string): Promise<string> {
  const { events = [] } = await server.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.map(({ stateExitedEventDetails: exited }) => exited?.name ?? '').join('\n');
}

async function ended(server: ServerProcess, executionArn: string): Promise<unknown> {
  for (;;) {
    const {
      status,
      output = 'null',
      error,
      cause,
    } = await server.client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return JSON.parse(output);
    if (status !== 'RUNNING') throw new Error(`${status} ${error}: ${cause}`);
    await sleep(20);
  }
}
