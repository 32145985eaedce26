import { GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LocalCloud } from '../local/local-cloud.ts';
import type { ModelDriver } from '../local/models/driver.ts';
import { createDriver } from '../samples/offline-driver.ts';
import { fillLibrary } from '../scripts/seed/library.ts';
import { bestEnd, NINE_STEPS } from '../test/support/best-schedule.ts';
import { startInstantCloud } from './instant-cloud.ts';
import { median, pause, type Figure } from './measure.ts';

const AGENT_LOOP = 'arn:aws:states:us-east-1:000000000000:stateMachine:agent-loop';
const RUNS = 5;
/** US dollars, us-east-1. https://aws.amazon.com/step-functions/pricing/ */
const TRANSITION_USD = 0.025 / 1000;

// A model that answers in one to two and a half seconds; a step is one call.
const UNIT_MS = 500;
/** Plans this plan, takes each step's time for its one answer, and is content with the result. */
const planned: ModelDriver = {
  name: 'planned',
  async answer({ promptId = '', messages }) {
    const said = messages?.[0]?.content?.[0]?.text ?? '';
    const id = /"id": "([a-z]+)"/.exec(said)?.[1] ?? '';
    if (promptId.startsWith('run-step')) await pause((NINE_STEPS[id]?.takes ?? 0) * UNIT_MS);
    const text = JSON.stringify(answerTo(promptId));
    return { output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn' };
  },
};

function answerTo(promptId: string): object {
  if (promptId.startsWith('plan-steps')) {
    const steps = Object.entries(NINE_STEPS).map(([id, { dependsOn }]) => ({
      id,
      title: id,
      instruction: `Do ${id}.`,
      dependsOn,
      tools: [],
      tier: 'haiku',
    }));
    return { steps };
  }
  if (promptId.startsWith('validate-results'))
    return { meetsCriteria: true, score: 1, feedback: 'Good.', criticism: [] };
  return { output: 'done', sources: [] };
}

/** How near the steps of a plan come to the best schedule, and what a run of the sample costs. */
export async function agentFigures(): Promise<readonly Figure[]> {
  return [...(await scheduleFigures()), ...(await costFigures())];
}

async function scheduleFigures(): Promise<readonly Figure[]> {
  const { cloud, aws } = await startInstantCloud(planned);
  const sfn = new SFNClient(aws);
  try {
    const runs: { readonly steps: number; readonly whole: number; readonly transitions: number }[] = [];
    // The first run has the cold starts.
    for (let run = 0; run <= RUNS; run++) {
      const { events } = await finished(cloud, sfn, '{"goal":"Bench"}');
      runs.push({
        steps: span(
          events,
          ({ stateEnteredEventDetails: entered }) => entered?.name === 'Execute steps',
          'MapStateExited',
        ),
        whole: span(events, ({ type }) => type === 'ExecutionStarted', 'ExecutionSucceeded'),
        transitions: transitionsIn(events),
      });
    }
    const warm = runs.slice(1);
    const best = bestEnd(NINE_STEPS) * UNIT_MS;
    const [steps, whole] = [median(warm.map((run) => run.steps)), median(warm.map((run) => run.whole))];
    const transitions = median(warm.map((run) => run.transitions));
    return [
      {
        what: 'agent-loop, 9 steps on 3 workers: steps against the best schedule of their latencies',
        measured: `${(steps / best).toFixed(3)} x (${steps.toFixed(0)} ms of ${best} ms)`,
        goal: 'at most 1.15 x',
      },
      {
        what: 'agent-loop, 9 steps on 3 workers: the whole run against it, with planning and validating',
        measured: `${(whole / best).toFixed(3)} x (${whole.toFixed(0)} ms)`,
        goal: 'at most 1.15 x',
      },
      {
        what: 'agent-loop, 9 steps without tools: state transitions, and what AWS takes for them',
        measured: `${transitions}, $${(transitions * TRANSITION_USD).toFixed(4)}`,
        goal: 'printed',
      },
    ];
  } finally {
    sfn.destroy();
    await cloud.close();
  }
}

/** The sample goals with the offline model: tokens are estimated from characters, prices are the list's. */
async function costFigures(): Promise<readonly Figure[]> {
  const { cloud, aws } = await startInstantCloud(createDriver());
  const sfn = new SFNClient(aws);
  try {
    const samples = join(import.meta.dirname, '../samples');
    await fillLibrary(aws, undefined, join(samples, 'library'));
    const figures: Figure[] = [];
    for (const [what, file] of SAMPLES) {
      const { events, output } = await finished(cloud, sfn, readFileSync(join(samples, 'inputs', file), 'utf8'));
      const { usage, costUsd, stopReason, iterations } = output;
      const transitions = transitionsIn(events);
      const tokens = usage.inputTokens + usage.outputTokens;
      figures.push({
        what: `agent-loop, ${what} (${stopReason} after ${iterations}): transitions and dollars a run`,
        measured: `${transitions}; $${(transitions * TRANSITION_USD).toFixed(4)} transitions, $${costUsd.toFixed(4)} models (about ${tokens} tokens)`,
        goal: 'printed',
      });
    }
    return figures;
  } finally {
    sfn.destroy();
    await cloud.close();
  }
}

const SAMPLES = [
  ['sample goal that is met at once', 'agent-goal-simple.json'],
  ['sample goal that is refined', 'agent-goal-refined.json'],
] as const;

interface Output {
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly costUsd: number;
  readonly stopReason: string;
  readonly iterations: number;
}

async function finished(cloud: LocalCloud, sfn: SFNClient, input: string) {
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: AGENT_LOOP, input }));
  const { status, output = '{}' } = await cloud.executions.finished(executionArn);
  if (status !== 'SUCCEEDED') throw new Error(`agent-loop ended as ${status}`);
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { events, output: JSON.parse(output) as Output };
}

/** AWS counts each state that is entered. */
function transitionsIn(events: readonly HistoryEvent[]): number {
  return events.filter(({ type }) => type?.endsWith('StateEntered')).length;
}

/** Milliseconds from the first such event to the next of a type. */
function span(events: readonly HistoryEvent[], isFirst: (event: HistoryEvent) => boolean, last: string): number {
  const from = events.findIndex(isFirst);
  const to = events.findIndex(({ type }, index) => index > from && type === last);
  return (events[to]?.timestamp?.getTime() ?? NaN) - (events[from]?.timestamp?.getTime() ?? NaN);
}
