import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { ExecutionStatus, Store } from '../../../local/engine/store.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { event, execution, frame, machine } from './records.ts';
import { copyFolder, removeFolders, stateFolder } from './state-folder.ts';

afterAll(removeFolders);

const MACHINES = ['orders', 'returns'];
const EXECUTIONS = MACHINES.flatMap((of) => ['1', '2'].map((name) => ({ of, name })));
const STATUSES: readonly ExecutionStatus[] = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
];
const SCOPES = ['', '5.0', '5.0/9.0', '5.0/9.1', '5.00', '5.1'];

type Command =
  | { readonly do: 'put machine' | 'delete machine'; readonly machine: string; readonly text: string }
  | { readonly do: 'put execution'; readonly which: number; readonly status: ExecutionStatus; readonly text: string }
  | { readonly do: 'append'; readonly which: number; readonly count: number; readonly text: string }
  | { readonly do: 'put frame' | 'drop frames'; readonly which: number; readonly scope: string; readonly text: string }
  | {
      readonly do: 'list';
      readonly machine?: string;
      readonly status?: ExecutionStatus;
      readonly which?: number;
      readonly limit: number;
    }
  | {
      readonly do: 'page';
      readonly which: number;
      readonly after?: number;
      readonly limit: number;
      readonly reverse: boolean;
    }
  | { readonly do: 'read frames' | 'get'; readonly which: number }
  | { readonly do: 'resumable' | 'next turn' | 'close and reopen' | 'kill and reopen' };

const which = fc.nat(EXECUTIONS.length - 1);
const text = fc.string({ unit: 'binary', maxLength: 8 });
const status = fc.constantFrom(...STATUSES);
const ofMachine = fc.constantFrom(...MACHINES);
const limit = fc.nat(5);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('put machine' as const, 'delete machine' as const), machine: ofMachine, text }),
  fc.record({ do: fc.constant('put execution' as const), which, status, text }),
  fc.record({ do: fc.constant('append' as const), which, count: fc.integer({ min: 1, max: 4 }), text }),
  fc.record({
    do: fc.constantFrom('put frame' as const, 'put frame' as const, 'drop frames' as const),
    which,
    scope: fc.constantFrom(...SCOPES),
    text,
  }),
  fc.record({
    do: fc.constant('list' as const),
    machine: maybe(ofMachine),
    status: maybe(status),
    which: maybe(which),
    limit,
  }),
  fc.record({ do: fc.constant('page' as const), which, after: maybe(fc.nat(8)), limit, reverse: fc.boolean() }),
  fc.record({ do: fc.constantFrom('read frames' as const, 'get' as const), which }),
  fc.record({
    do: fc.constantFrom(
      'resumable' as const,
      'next turn' as const,
      'close and reopen' as const,
      'kill and reopen' as const,
    ),
  }),
);

it('SQLite answers like memory, whatever is written, committed, closed and killed in between', async () => {
  const commands = fc.array(command, { minLength: 20, maxLength: 100, size: 'max' });
  await fc.assert(fc.asyncProperty(commands, agree), { numRuns: 60 });
});

async function agree(commands: readonly Command[]): Promise<void> {
  const model = new MemoryStore();
  let folder = stateFolder();
  let store = new SqliteStore(folder);
  const started = new Set<number>();
  const lastIds = EXECUTIONS.map(() => 0);
  try {
    for (const one of commands) {
      if (one.do === 'next turn') await new Promise(setImmediate);
      else if (one.do === 'close and reopen') {
        store.close();
        store = new SqliteStore(folder);
      } else if (one.do === 'kill and reopen') {
        await store.committed();
        const left = copyFolder(folder);
        store.close();
        folder = left;
        store = new SqliteStore(folder);
      } else if (changes(one)) {
        // The engine writes nothing about an execution before it has put it.
        if ('which' in one && !started.has(one.which)) {
          started.add(one.which);
          for (const each of [model, store]) each.putExecution(executionAt(one.which));
        }
        const firstId = one.do === 'append' ? lastIds[one.which]! + 1 : 0;
        if (one.do === 'append') lastIds[one.which]! += one.count;
        change(model, one, firstId);
        change(store, one, firstId);
      } else {
        expect(answer(store, one)).toEqual(answer(model, one));
      }
    }
    expect(everything(store)).toEqual(everything(model));
    store.close();
    store = new SqliteStore(folder);
    expect(everything(store)).toEqual(everything(model));
  } finally {
    store.close();
  }
}

type Change = Extract<Command, { readonly text: string }>;
type Question = Exclude<Command, Change | { readonly do: 'next turn' }> | { readonly do: 'resumable' };

function changes(one: Command): one is Change {
  return 'text' in one;
}

function change(store: Store, one: Change, firstId: number): void {
  switch (one.do) {
    case 'put machine':
      return store.putMachine(machine(one.machine, { definition: one.text }));
    case 'delete machine':
      return store.deleteMachine(machine(one.machine).arn);
    case 'put execution':
      return store.putExecution({
        ...executionAt(one.which),
        status: one.status,
        input: one.text,
        definition: one.text,
      });
    case 'append':
      for (let i = 0; i < one.count; i++)
        store.appendEvent(executionAt(one.which).arn, event(firstId + i, { text: one.text }));
      return;
    case 'put frame':
      return store.putFrame(
        executionAt(one.which).arn,
        frame(one.scope, { input: one.text, progress: { [one.text]: 1 } }),
      );
    case 'drop frames':
      return store.dropFrames(executionAt(one.which).arn, one.scope);
  }
}

function answer(store: Store, one: Question): unknown {
  switch (one.do) {
    case 'list': {
      const stateMachineArn = one.machine && machine(one.machine).arn;
      const after = one.which === undefined ? undefined : executionAt(one.which).arn;
      return store.listExecutions({ stateMachineArn, status: one.status }, { after, limit: one.limit });
    }
    case 'page':
      return store.readEvents(executionAt(one.which).arn, one);
    case 'read frames':
      return framesOf(store, executionAt(one.which).arn);
    case 'get':
      return store.getExecution(executionAt(one.which).arn);
    default:
      return store.runningExecutions();
  }
}

function everything(store: Store): unknown {
  return {
    machines: store.listMachines(),
    running: store.runningExecutions(),
    byFilter: [undefined, ...MACHINES.map((of) => machine(of).arn)].flatMap((stateMachineArn) =>
      [undefined, ...STATUSES].map((status) => store.listExecutions({ stateMachineArn, status }, { limit: 100 })),
    ),
    events: EXECUTIONS.flatMap((_, at) =>
      [false, true].map((reverse) => store.readEvents(executionAt(at).arn, { limit: Infinity, reverse })),
    ),
    frames: EXECUTIONS.map((_, at) => framesOf(store, executionAt(at).arn)),
  };
}

/** Their order is nobody's business. */
function framesOf(store: Store, arn: string): unknown {
  return [...store.frames(arn)].sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

function executionAt(at: number) {
  const { of, name } = EXECUTIONS[at]!;
  return execution(name, { of });
}
