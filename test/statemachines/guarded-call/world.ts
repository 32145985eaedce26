import { EMBEDDED } from '../../../functions/prompts/prompt.ts';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { classifyPrompt } from '../../../functions/classify-prompt/classify-prompt.ts';
import { invokeModel } from '../../../functions/invoke-model/invoke-model.ts';
import type { Transition } from '../../../functions/model-gateway/breaker.ts';
import type { Tier } from '../../../functions/model-gateway/catalog.ts';
import { ModelCallError, type ModelGateway } from '../../../functions/model-gateway/gateway.ts';
import { lost, type Admission, type GuardTools } from '../../../functions/model-gateway/guard.ts';
import type { ModelStepEvent, ModelStepTools } from '../../../functions/model-gateway/model-step.ts';
import { reserveBudget, type ReserveEvent } from '../../../functions/reserve-budget/reserve-budget.ts';
import { settleBudget, type SettleEvent } from '../../../functions/settle-budget/settle-budget.ts';
import { dynamodbAnswers } from '../../../functions/stores/answers.ts';
import { dynamodbBreakers } from '../../../functions/stores/breakers.ts';
import { dynamodbBudgets } from '../../../functions/stores/budgets.ts';
import { validateRequest } from '../../../functions/validate-request/validate-request.ts';
import type { Json, JsonObject } from '../../../local/query/json.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { memoryClaimChecks } from '../../functions/fakes.ts';
import { named, TestEngine } from '../../support/run-machine.ts';
import { settle } from '../../support/simulated-clock.ts';
import { synthesizedDefinition } from '../../support/synthesized-definition.ts';
import { GatedDynamodb, type Item } from './gated-dynamodb.ts';

/** What a model does with one call, and what becomes of the function that makes it. */
export interface Behaviour {
  readonly error?: string;
  readonly latencyMs: number;
  /** What the model says; by default something, in the shape that was asked for. */
  readonly text?: string;
  /** The function is killed at its n-th own call of DynamoDB, before or after that is done; Lambda tells at once or never. */
  readonly crash?: { readonly call: number; readonly when: 'before' | 'after'; readonly told?: boolean };
}

/** A call that reached a model. */
export interface ModelCallSeen {
  readonly modelId: string;
  readonly admission: Admission;
  readonly execution: string;
  readonly from: number;
  /** Infinity when the function was killed before it had the answer. */
  to: number;
  /** The chain's time, or its lease's, was over before its own was. */
  readonly cutShort: boolean;
  readonly behaviour: Behaviour;
}

export interface Circuit {
  readonly breaker: string;
  readonly circuit: string;
  readonly generation: number;
}

/** One run of a function that asks models, whether or not it reached one. */
export interface AttemptSeen {
  readonly modelId: string;
  readonly admission: Admission;
  readonly behaviour: Behaviour;
  /** Killed before it could end. */
  killed: boolean;
}

export interface WorldOptions {
  readonly behave: (modelId: string, at: number, run: number) => Behaviour;
}

/**
 * The router as it would be deployed, with its real functions, on the engine and real tables. Time is simulated, and every
 * call of DynamoDB waits at a gate until `pick` lets one of those that wait go on.
 */
export class World {
  readonly engine: TestEngine;
  readonly calls: ModelCallSeen[] = [];
  readonly attempts: AttemptSeen[] = [];
  readonly transitions: Transition[] = [];
  /** Circuits as functions have written them, also those of which a killed one could not tell. */
  readonly circuits: Circuit[] = [];
  readonly faults: string[] = [];
  /** May be changed on the way: a recovery. */
  behave: WorldOptions['behave'];
  readonly #dynamodb: GatedDynamodb;
  readonly #store = memoryClaimChecks();
  #machine: string | undefined;

  static async open(behave: WorldOptions['behave']): Promise<World> {
    return new World(await GatedDynamodb.open(), behave);
  }

  private constructor(dynamodb: GatedDynamodb, behave: WorldOptions['behave']) {
    this.#dynamodb = dynamodb;
    this.behave = behave;
    const budgets = () =>
      dynamodbBudgets('signalbox-budgets', { reservationSeconds: 3600, connect: () => dynamodb.client });
    this.engine = new TestEngine(
      {
        'validate-request': async (input) => asJson(await validateRequest(input, this.#store)),
        'classify-prompt': (input) => this.#step(input, classifyPrompt),
        'invoke-model': (input) => this.#step(input, invokeModel),
        'record-lost-attempt': async (input) => {
          const admission = input as unknown as Admission;
          await lost(admission, this.#guardTools(this.#watched()));
          return null;
        },
        'reserve-budget': async (input) =>
          asJson(await reserveBudget(input as unknown as ReserveEvent, { budgets: budgets(), recordUse: () => {} })),
        'settle-budget': async (input) => {
          await settleBudget(input as unknown as SettleEvent, budgets());
          return null;
        },
      },
      () => 0.5,
      new MemoryStore(),
      dynamodb.url,
    );
    // Time moves when the world says so.
    this.engine.clock.busy();
  }

  /** Starts one execution for each request; their ARNs. */
  start(...requests: readonly JsonObject[]): readonly string[] {
    return requests.map((request) => {
      if (this.#machine === undefined) {
        const record = this.engine.start(synthesizedDefinition('model-router'), request);
        this.#machine = record.stateMachineArn;
        return record.arn;
      }
      const input = JSON.stringify(request);
      return this.engine.executions.start({ stateMachineArn: this.#machine, input }).arn;
    });
  }

  /** Runs until all of them have ended; `pick(n)` chooses among n calls that wait at the gate. */
  async run(arns: readonly string[], pick: (waiting: number) => number = () => 0): Promise<void> {
    await this.runWhile(() => arns.some((arn) => this.engine.executions.get(arn).status === 'RUNNING'), pick);
  }

  async runWhile(running: () => boolean, pick: (waiting: number) => number = () => 0): Promise<void> {
    const { clock } = this.engine;
    while (running()) {
      await this.#quiet();
      const at = clock.nextAt();
      const { waiting } = this.#dynamodb;
      if (waiting > 0) this.#dynamodb.pass(pick(waiting));
      else if (at !== undefined && running()) await clock.advance(Math.max(0, at - clock.now()));
      else if (running()) throw new Error('everything waits and nothing is due');
    }
  }

  /** One request from start to end: its output, or its error with the cause. */
  async ask(request: JsonObject): Promise<JsonObject> {
    const [arn = ''] = this.start(request);
    await this.run([arn]);
    return this.outcome(arn);
  }

  outcome(arn: string): JsonObject {
    const { status, output, error, cause } = this.engine.executions.get(arn);
    const parsed = output === undefined ? {} : (JSON.parse(output) as JsonObject);
    return { ...parsed, status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  }

  /** All that a table has, by its key. */
  items(table = 'signalbox-breakers'): Promise<ReadonlyMap<string, Item>> {
    return this.#dynamodb.items(table);
  }

  /** Outside of the gate, for what an operator does. */
  direct<T>(work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    return this.#dynamodb.direct(work);
  }

  async close(): Promise<void> {
    this.engine.executions.close();
    await this.#dynamodb.close();
  }

  /** Until everything that can go on by itself has done so. Sockets need a few turns of the event loop. */
  async #quiet(): Promise<void> {
    for (let calm = 0; calm < 4;) {
      const before = this.#dynamodb.waiting;
      await settle(4);
      calm = this.#dynamodb.inside === 0 && this.#dynamodb.waiting === before ? calm + 1 : 0;
    }
  }

  #step(input: Json, ask: (event: ModelStepEvent, tools: ModelStepTools) => Promise<unknown>): Promise<Json> {
    const event = input as unknown as ModelStepEvent;
    const behaviour = this.behave(event.modelId, this.engine.clock.now(), this.attempts.length);
    const attempt = { modelId: event.modelId, admission: event.admission, behaviour, killed: false };
    this.attempts.push(attempt);
    return new Promise<Json>((resolve, reject) => {
      const client = crashing(this.#watched(), behaviour.crash, () => {
        attempt.killed = true;
        if (behaviour.crash?.told) reject(named('Runtime.ExitError', 'Runtime exited'));
      });
      const tools: ModelStepTools = {
        models: this.#models(event, behaviour),
        modelIds: new Set([event.modelId]),
        store: this.#store,
        prompts: EMBEDDED,
        answers: dynamodbAnswers('signalbox-answers', {
          clientSeconds: 86_400,
          ownSeconds: 86_400,
          connect: () => client,
        }),
        guard: this.#guardTools(client),
        recordCall: () => {},
        recordError: () => {},
        recordRoute: () => {},
      };
      ask(event, tools).then((answer) => resolve(asJson(answer)), reject);
    });
  }

  /** The client, with an eye on what becomes of breakers. */
  #watched(): Pick<DynamoDBClient, 'send'> {
    return {
      send: async (command: Parameters<DynamoDBClient['send']>[0]) => {
        const answer: unknown = await this.#dynamodb.client.send(command);
        const { breaker, circuit, generation } = (answer as { Attributes?: Item }).Attributes ?? {};
        if (circuit?.S)
          this.circuits.push({ breaker: breaker?.S ?? '', circuit: circuit.S, generation: Number(generation?.N) });
        return answer;
      },
    } as Pick<DynamoDBClient, 'send'>;
  }

  #models({ modelId, admission, execution }: ModelStepEvent, behaviour: Behaviour): ModelGateway {
    const { clock } = this.engine;
    return {
      call: async ({ withinMs = Infinity, schema }) => {
        const ms = Math.min(behaviour.latencyMs, withinMs);
        const cutShort = ms < behaviour.latencyMs;
        const seen = { modelId, admission, execution, from: clock.now(), to: Infinity, cutShort, behaviour };
        this.calls.push(seen);
        await new Promise<void>((resolve) => clock.schedule(clock.now() + ms, resolve));
        seen.to = clock.now();
        if (cutShort) throw new ModelCallError('DeadlineExceeded', 'cut short');
        if (behaviour.error !== undefined) throw new ModelCallError(behaviour.error, 'as scripted');
        const usage = { inputTokens: 10, outputTokens: 5 };
        const said = schema === undefined ? `from ${modelId}` : VERDICT;
        return { text: behaviour.text ?? said, stop: 'done', usage, costUsd: 0.001, latencyMs: ms };
      },
    };
  }

  #guardTools(client: Pick<DynamoDBClient, 'send'>): GuardTools {
    return {
      breakers: dynamodbBreakers('signalbox-breakers', { connect: () => client, random: () => 0 }),
      clockFrom: () => () => this.engine.clock.now(),
      announce: (transition) => {
        this.transitions.push(transition);
        return Promise.resolve();
      },
      fault: (what, during, error) => void this.faults.push(`${what} ${during} ${String(error)}`),
    };
  }
}

const VERDICT = '{"complexity":"simple","confidence":0.9,"reason":"because"}';

export const linksOf = (tier: Tier) =>
  ['us', 'global'].map((profile) => `${profile}.anthropic.claude-${tier}-5-5`) as [string, string];
export const breakerOf = (modelId: string) => `AWS::Region/${modelId}`;

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** A client of a function that is killed at its n-th call: from then on nothing answers. */
function crashing(
  client: Pick<DynamoDBClient, 'send'>,
  crash: Behaviour['crash'],
  killed: () => void,
): Pick<DynamoDBClient, 'send'> {
  if (!crash) return client;
  let made = 0;
  const never = (): Promise<never> => {
    killed();
    return new Promise<never>(() => {});
  };
  return {
    send: async (command: Parameters<DynamoDBClient['send']>[0]) => {
      made += 1;
      if (made > crash.call || (made === crash.call && crash.when === 'before')) return never();
      const answer: unknown = await (client as DynamoDBClient).send(command);
      return made === crash.call ? never() : answer;
    },
  } as Pick<DynamoDBClient, 'send'>;
}
