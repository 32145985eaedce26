import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';

import { Executions } from '../local/engine/executions.ts';
import { StateMachines } from '../local/engine/state-machines.ts';
import type { Store } from '../local/engine/store.ts';
import { TaskTokens } from '../local/engine/task-tokens.ts';
import { stateRunners } from '../local/states/runners.ts';
import { MemoryStore } from '../local/store/memory-store.ts';
import { SqliteStore } from '../local/store/sqlite-store.ts';
import { systemClock } from '../local/system-clock.ts';
import { BRANCHES, chain, LOOP, LOOP_TRANSITIONS, MAP, PARALLEL } from './machines.ts';
import { inTurns, perSecond, type Figure } from './measure.ts';

const SCOPE = { region: 'us-east-1', account: '000000000000' };
const ITEMS = Array.from({ length: 1000 }, (_, index) => index);

interface Job {
  readonly what: string;
  readonly definition: Definition;
  readonly input: unknown;
  /** How much one execution does, in the unit of the figure. */
  readonly count: number;
  readonly atATime?: number;
  readonly unit: string;
  readonly goals: { readonly memory: string; readonly disk: string };
}
type Definition = ConstructorParameters<typeof StateMachine>[0] | object;

const NOT_BELOW = 'not below the library';
const JOBS: readonly Job[] = [
  {
    what: `Choice/Pass loop of ${LOOP_TRANSITIONS} transitions`,
    definition: LOOP,
    input: {},
    count: LOOP_TRANSITIONS,
    unit: '',
    goals: { memory: `≥ 100,000/s, ${NOT_BELOW}`, disk: '≥ 20,000/s' },
  },
  {
    what: 'inline Map of 1,000 items',
    definition: MAP,
    input: ITEMS,
    count: ITEMS.length,
    unit: ' item-states',
    goals: { memory: `≥ 50,000/s, ${NOT_BELOW}`, disk: '' },
  },
  {
    what: `Parallel of ${BRANCHES} branches`,
    definition: PARALLEL,
    input: {},
    count: BRANCHES,
    unit: ' branches',
    goals: { memory: NOT_BELOW, disk: '' },
  },
  {
    what: '10 Pass states, 100 executions at a time',
    definition: chain(10),
    input: {},
    count: 1,
    atATime: 100,
    unit: ' executions',
    goals: { memory: '', disk: '' },
  },
];

/** Runs one execution to its end. */
type Run = () => Promise<unknown>;

/** How fast the engine moves without HTTP, in memory and journaled to disk, beside `aws-local-stepfunctions`. */
export async function engineFigures(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const journal = new SqliteStore(folder);
  const memory = engineOn(new MemoryStore());
  const disk = engineOn(journal);
  const figures: Figure[] = [];
  for (const { what, definition, input, count, atATime = 1, unit, goals } of JOBS) {
    const runs = [memory(definition, input), disk(definition, input), libraryRun(definition, input)].map(
      (run) => () => Promise.all(Array.from({ length: atATime }, run)),
    );
    const durations = await inTurns(runs);
    const [inMemory = 0, onDisk = 0, library = 0] = durations.map((ms) => ((count * atATime) / ms) * 1000);
    const beside = `${(inMemory / library).toFixed(1)} × aws-local-stepfunctions (${perSecond(library)})`;
    figures.push(
      { what: `${what}, in memory`, measured: `${perSecond(inMemory, unit)}, ${beside}`, goal: goals.memory },
      { what: `${what}, journaled to disk`, measured: perSecond(onDisk, unit), goal: goals.disk },
    );
  }
  journal.close();
  rmSync(folder, { recursive: true });
  return figures;
}

/** Creates the machine once, as the library does with its validation. */
function libraryRun(definition: Definition, input: unknown): Run {
  const machine = new StateMachine(definition as ConstructorParameters<typeof StateMachine>[0]);
  return () => machine.run(input as Parameters<typeof machine.run>[0]).result;
}

function engineOn(store: Store): (definition: Definition, input: unknown) => Run {
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
  let count = 0;
  return (definition, input) => {
    const roleArn = 'arn:aws:iam::000000000000:role/bench';
    const { arn } = machines.create({ name: `bench-${count++}`, definition: JSON.stringify(definition), roleArn });
    const text = JSON.stringify(input);
    return () => executions.finished(executions.start({ stateMachineArn: arn, input: text }).arn);
  };
}
