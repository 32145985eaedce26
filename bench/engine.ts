import { Executions } from '../local/engine/executions.ts';
import { StateMachines } from '../local/engine/state-machines.ts';
import { TaskTokens } from '../local/engine/task-tokens.ts';
import { stateRunners } from '../local/states/runners.ts';
import { MemoryStore } from '../local/store/memory-store.ts';
import { systemClock } from '../local/system-clock.ts';
import { median, timed, type Figure } from './measure.ts';

const SCOPE = { region: 'us-east-1', account: '000000000000' };
const STEPS = 1000;

/** Init, then 1,000 times Choice and Pass, then Choice and Succeed: 2,003 states entered. */
const LOOP = {
  StartAt: 'Init',
  States: {
    Init: { Type: 'Pass', Result: { i: 0 }, Next: 'Again?' },
    'Again?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.i', NumericLessThan: STEPS, Next: 'Add' }],
      Default: 'Done',
    },
    Add: { Type: 'Pass', Parameters: { 'i.$': 'States.MathAdd($.i, 1)' }, Next: 'Again?' },
    Done: { Type: 'Succeed' },
  },
};
const TRANSITIONS = 2 * STEPS + 3;

const MAP = {
  StartAt: 'Each',
  States: {
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } }, End: true },
  },
};

/** How fast the engine moves, in memory, without HTTP. */
export async function engineFigures(): Promise<readonly Figure[]> {
  const store = new MemoryStore();
  const clock = systemClock({ timeScale: 1 });
  const machines = new StateMachines(store, clock, SCOPE, () => undefined);
  const integrations = {
    resolve: (resource: string): never => {
      throw new Error(`this bench calls nothing, not even ${resource}`);
    },
  };
  const services = {
    ...SCOPE,
    store,
    clock,
    random: Math.random,
    runners: stateRunners,
    integrations,
    taskTokens: new TaskTokens(),
  };
  const executions = new Executions(services, machines);
  const run = async (name: string, definition: object, input: unknown) => {
    const { arn } = machines.create({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/bench',
    });
    const once = () =>
      executions.finished(executions.start({ stateMachineArn: arn, input: JSON.stringify(input) }).arn);
    await timed(5, once);
    return median(await timed(15, once));
  };
  const loop = await run('loop', LOOP, {});
  const map = await run(
    'map',
    MAP,
    Array.from({ length: 1000 }, (_, index) => index),
  );
  const perSecond = (count: number, ms: number) => `${Math.round((count / ms) * 1000).toLocaleString('en')}/s`;
  return [
    {
      what: `Choice/Pass loop of ${TRANSITIONS} transitions, in memory`,
      measured: perSecond(TRANSITIONS, loop),
      goal: '≥ 100,000/s',
    },
    { what: 'inline Map of 1,000 items, in memory', measured: perSecond(1000, map), goal: '≥ 50,000 item-states/s' },
  ];
}
