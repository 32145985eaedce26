import { SFNClient, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';

import type { LocalCloud } from '../local/local-cloud.ts';
import { MODEL_ROUTER, startInstantCloud } from './instant-cloud.ts';
import { latencies, type Figure } from './measure.ts';

const RUNS = 60;

/** The answer time of model-router over HTTP beside the models' own latency. */
export async function routerFigures(): Promise<readonly Figure[]> {
  const { cloud, aws } = await startInstantCloud();
  const client = new SFNClient(aws);
  try {
    const answer = (request: object) => answerTime(cloud, client, request);
    for (let run = 0; run < 20; run++) await answer({ prompt: 'warm up' });
    const classified: number[] = [];
    const direct: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      classified.push(await answer({ prompt: 'What is the capital of Australia?' }));
      direct.push(await answer({ prompt: 'What is the capital of Australia?', tier: 'haiku' }));
    }
    return [
      {
        what: 'model-router over HTTP beside the models, classified (3 functions, 2 model calls)',
        measured: latencies(classified),
        goal: 'p50 < 20 ms',
      },
      {
        what: 'the same with an explicit tier (2 functions, 1 model call)',
        measured: latencies(direct),
        goal: 'p50 < 20 ms',
      },
    ];
  } finally {
    client.destroy();
    await cloud.close();
  }
}

/**
 * From StartExecution to the DescribeExecution that shows the end. It is sent when the execution is over: polling from the
 * same process would take its time from the server that is measured.
 */
async function answerTime({ executions }: LocalCloud, client: SFNClient, request: object): Promise<number> {
  const start = performance.now();
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn: MODEL_ROUTER, input: JSON.stringify(request) }),
  );
  await executions.finished(executionArn);
  const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
  if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}`);
  return performance.now() - start;
}
