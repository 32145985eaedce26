import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Executions } from '../local/engine/executions.ts';
import { StateMachines } from '../local/engine/state-machines.ts';
import type { Store } from '../local/engine/store.ts';
import { TaskTokens } from '../local/engine/task-tokens.ts';
import { stateRunners } from '../local/states/runners.ts';
import { MemoryStore } from '../local/store/memory-store.ts';
import { SqliteStore } from '../local/store/sqlite-store.ts';
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

/** How fast the engine moves without HTTP, in memory and journaled to disk. */
export async function engineFigures(): Promise<readonly Figure[]> {
  const memory = await speeds(new MemoryStore());
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const journal = new SqliteStore(folder);
  const disk = await speeds(journal);
  journal.close();
  rmSync(folder, { recursive: true });
  const loop = `Choice/Pass loop of ${TRANSITIONS} transitions`;
  return [
    { what: `${loop}, in memory`, measured: memory.loop, goal: '≥ 100,000/s' },
    { what: `${loop}, journaled to disk`, measured: disk.loop, goal: '≥ 20,000/s' },
    { what: 'inline Map of 1,000 items, in memory', measured: memory.map, goal: '≥ 50,000 item-states/s' },
    { what: 'inline Map of 1,000 items, journaled to disk', measured: disk.map, goal: '' },
  ];
}

/** Transitions and items a second over one store, the median of 15 runs each. */
async function speeds(store: Store): Promise<{ readonly loop: string; readonly map: string }> {
  const clock = systemClock({ timeScale: 1 });
  const machines = new StateMachines(store, clock, SCOPE, () => undefined);
  const integrations = {
    resolve: (resource: string): never => {
      throw new Error(`this bench calls nothing, not even ${resource}`);
    },
  };
  const taskTokens = new TaskTokens();
  const services = { ...SCOPE, store, clock, random: Math.random, runners: stateRunners, integrations, taskTokens };
  const executions = new Executions(services, machines);
  const perSecond = async (name: string, definition: object, input: unknown, count: number) => {
    const roleArn = 'arn:aws:iam::000000000000:role/bench';
    const { arn } = machines.create({ name, definition: JSON.stringify(definition), roleArn });
    const text = JSON.stringify(input);
    const once = () => executions.finished(executions.start({ stateMachineArn: arn, input: text }).arn);
    await timed(5, once);
    return `${Math.round((count / median(await timed(15, once))) * 1000).toLocaleString('en')}/s`;
  };
  const items = Array.from({ length: 1000 }, (_, index) => index);
  return {
    loop: await perSecond('loop', LOOP, {}, TRANSITIONS),
    map: await perSecond('map', MAP, items, items.length),
  };
}
