import { Activities } from '../../local/engine/activities.ts';
import { Executions } from '../../local/engine/executions.ts';
import type { StateMachineDefinition } from '../../local/engine/definition.ts';
import type { HistoryEvent } from '../../local/engine/history.ts';
import type { ExecutionRecord, Store } from '../../local/engine/store.ts';
import { StateMachines } from '../../local/engine/state-machines.ts';
import { TaskTokens } from '../../local/engine/task-tokens.ts';
import { integrations } from '../../local/integrations/integrations.ts';
import type { LambdaAnswer } from '../../local/integrations/lambda.ts';
import type { Json } from '../../local/query/json.ts';
import { stateRunners } from '../../local/states/runners.ts';
import { MemoryStore } from '../../local/store/memory-store.ts';
import { simulatedClock } from './simulated-clock.ts';

/** What a stub function does: returns its result, or throws an error whose name Retry and Catch match. */
export type StubFunction = (input: Json, call: number) => Json | Promise<Json>;

export interface MachineRun {
  readonly status: string;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Names of the states entered, in order. */
  readonly visited: readonly string[];
  readonly events: readonly HistoryEvent[];
}

const SCOPE = { region: 'us-east-1', account: '000000000000' };

/** The engine with a simulated clock and stub functions; time passes by itself while executions wait. */
export class TestEngine {
  readonly clock = simulatedClock({ auto: true });
  readonly store: Store;
  readonly taskTokens = new TaskTokens();
  readonly activities: Activities;
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly calls: { readonly name: string; readonly input: Json }[] = [];
  readonly #functions: Readonly<Record<string, StubFunction>>;

  constructor(
    functions: Readonly<Record<string, StubFunction>> = {},
    random: () => number = () => 0.5,
    store: Store = new MemoryStore(),
    /** Where services other than Lambda answer; nothing does by default. */
    endpoint = 'http://127.0.0.1:1',
    mostAtWork?: number,
  ) {
    this.store = store;
    this.#functions = functions;
    this.activities = new Activities(store, this.clock, SCOPE);
    const resolver = integrations({
      endpoint,
      region: SCOPE.region,
      lambda: { get: (name) => this.#stub(name), invoke: (name, payload) => this.#invoke(name, payload) },
      activities: this.activities,
      executions: () => this.executions,
    });
    this.machines = new StateMachines(this.store, this.clock, SCOPE, () => undefined);
    this.executions = new Executions(
      {
        ...SCOPE,
        store: this.store,
        clock: this.clock,
        random,
        runners: stateRunners,
        integrations: resolver,
        taskTokens: this.taskTokens,
      },
      this.machines,
      mostAtWork,
    );
  }

  /** Creates the machine (refusals throw) and starts one execution of it. */
  start(definition: object, input: Json = {}): ExecutionRecord {
    const { arn } = this.machines.create({
      name: `machine-${this.machines.list().length}`,
      definition: JSON.stringify(definition satisfies object as StateMachineDefinition),
      roleArn: 'arn:aws:iam::000000000000:role/test',
    });
    return this.executions.start({ stateMachineArn: arn, input: JSON.stringify(input) });
  }

  /** The clock jumps to the next timer whenever everything waits. */
  async finish({ arn }: ExecutionRecord): Promise<MachineRun> {
    return this.#describe(await this.executions.finished(arn));
  }

  async run(definition: object, input: Json = {}): Promise<MachineRun> {
    return this.finish(this.start(definition, input));
  }

  events(arn: string): readonly HistoryEvent[] {
    return this.store.readEvents(arn, { limit: Infinity });
  }

  #describe(record: ExecutionRecord): MachineRun {
    const events = this.events(record.arn);
    return {
      status: record.status,
      output: record.output === undefined ? undefined : (JSON.parse(record.output) as Json),
      error: record.error,
      cause: record.cause,
      visited: events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details?.name)),
      events,
    };
  }

  #stub(nameOrArn: string): StubFunction {
    const stub = this.#functions[nameOrArn.split(':').at(-1) ?? nameOrArn];
    if (stub) return stub;
    throw Object.assign(new Error(`Function not found: ${nameOrArn}`), {
      name: 'ResourceNotFoundException',
      statusCode: 404,
    });
  }

  async #invoke(nameOrArn: string, payload: string): Promise<LambdaAnswer> {
    const name = nameOrArn.split(':').at(-1) ?? nameOrArn;
    const stub = this.#stub(nameOrArn);
    const input = JSON.parse(payload) as Json;
    this.calls.push({ name, input });
    const answer = {
      statusCode: 200,
      executedVersion: '$LATEST',
      logs: '',
      requestId: '00000000-0000-4000-8000-000000000000',
    };
    try {
      return {
        ...answer,
        payload: JSON.stringify(await stub(input, this.calls.filter((call) => call.name === name).length)),
      };
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      return { ...answer, functionError: 'Unhandled', payload: JSON.stringify({ errorType, errorMessage, trace: [] }) };
    }
  }
}

/** An error as a Lambda function would throw it. */
export function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
