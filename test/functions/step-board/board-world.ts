import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

import { finishStep } from '../../../functions/finish-step/finish-step.ts';
import { layOutSteps } from '../../../functions/lay-out-steps/lay-out-steps.ts';
import type { Plan, PlanStep, Spending, StepResult } from '../../../functions/schemas/agent.ts';
import type { FinishRequest, LaidOut, LayOutRequest, TakenStep } from '../../../functions/schemas/step-board.ts';
import type { Board } from '../../../functions/step-board/board.ts';
import { boardOf } from '../../../functions/stores/step-board-items.ts';
import { dynamodbStepBoards, type StepBoards } from '../../../functions/stores/step-boards.ts';
import { takeStep } from '../../../functions/take-step/take-step.ts';
import { dynamodbService } from '../../../local/api/hosted-services.ts';
import { startServer } from '../../../local/api/server.ts';
import { dynamodbEngine } from '../../../local/resources/hosted/dynamodb-engine.ts';
import type { Fault, Send } from '../reviews/review-world.ts';

export const TABLE = 'signalbox-step-boards';
export const AT = Date.UTC(2026, 10, 21, 14);
export const NOTHING: Spending = { inputTokens: 0, outputTokens: 0, costUsd: 0, toolCalls: 0 };

/** The table as infra has it, on the real engine. */
export async function boardsTable() {
  const engine = dynamodbEngine();
  const server = await startServer({ port: 0, services: [dynamodbService(engine)] });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'board', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'board', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return {
    client,
    async close() {
      client.destroy();
      await server.close();
      await engine.close();
    },
  };
}

/** `{ b: ['a'] }`: what each step depends on. */
export function planOf(dependencies: Readonly<Record<string, readonly string[]>>): Plan {
  return { steps: Object.entries(dependencies).map(([id, dependsOn]) => stepOf(id, dependsOn)) };
}

export function stepOf(id: string, dependsOn: readonly string[] = []): PlanStep {
  return { id, title: `Do ${id}`, instruction: `do ${id}`, dependsOn, tools: [], tier: 'haiku' };
}

export function done(id: string): StepResult {
  return { id, status: 'done', content: { answer: { output: `result of ${id}`, sources: [] } } };
}

export function failed(id: string): StepResult {
  return { id, status: 'failed', error: { code: 'ModelUnavailable', message: 'no model answered' } };
}

/** Step Functions' side of the tokens: a task is answered at most once. */
export class TakeTasks {
  readonly #waiting = new Map<string, (taken: TakenStep) => void>();
  readonly sent: { readonly token: string; readonly taken: TakenStep; readonly over: boolean }[] = [];

  wait(token: string): Promise<TakenStep> {
    return new Promise((resolve) => this.#waiting.set(token, resolve));
  }

  /** False when it was answered before. */
  timeOut(token: string): boolean {
    return this.#waiting.delete(token);
  }

  succeed(token: string, output: string): boolean {
    const answer = this.#waiting.get(token);
    const taken = JSON.parse(output) as TakenStep;
    this.#waiting.delete(token);
    this.sent.push({ token, taken, over: answer === undefined });
    answer?.(taken);
    return answer !== undefined;
  }
}

let worlds = 0;

/** One board: its functions on the real table, and the tasks that they answer. */
export class BoardWorld {
  readonly key = `run ${(worlds += 1)}/1`;
  readonly tasks = new TakeTasks();
  readonly faults: string[] = [];
  /** How many functions run. */
  inFlight = 0;
  readonly #client: DynamoDBClient;
  readonly #between: <T>(work: () => Promise<T>) => Promise<T>;

  /** `between` stands between functions and everything outside of them. */
  constructor(client: DynamoDBClient, between: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) {
    this.#client = client;
    this.#between = between;
  }

  layOut(request: Partial<LayOutRequest> & Pick<LayOutRequest, 'plan'>, fault?: Fault): Promise<LaidOut> {
    const whole = { board: this.key, results: [], again: null, revisions: [], spent: NOTHING, at: AT, ...request };
    return this.#run(() => layOutSteps(whole, this.#tools(fault).boards));
  }

  take(ticket: number, taskToken: string, fault?: Fault): Promise<void> {
    return this.#run(() => takeStep({ board: this.key, ticket, taskToken }, this.#tools(fault)));
  }

  /** A task that waits with a token of its own; what it is answered, as soon as it is. */
  async taking(ticket: number, taskToken = `token of ${ticket}`): Promise<() => Promise<TakenStep>> {
    const answered = this.tasks.wait(taskToken);
    await this.take(ticket, taskToken);
    return () => answered;
  }

  finish(
    ticket: number,
    result: StepResult,
    { spent = NOTHING, stop = null, fault }: Partial<Pick<FinishRequest, 'spent' | 'stop'>> & { fault?: Fault } = {},
  ): Promise<Record<string, never>> {
    return this.#run(() => finishStep({ board: this.key, ticket, result, spent, stop }, this.#tools(fault)));
  }

  note(ticket: number, spent: Spending, fault?: Fault): Promise<Spending> {
    return this.#run(() => this.#tools(fault).boards.noteSpending(this.key, ticket, spent));
  }

  /** The table as a function uses it. */
  boards(): StepBoards {
    return this.#tools().boards;
  }

  /** What lies in the table, by nobody's way in. */
  async stored(): Promise<Board> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: TABLE, Key: { board: { S: this.key } }, ConsistentRead: true }),
    );
    if (Item === undefined) throw new Error('nothing was laid out');
    return boardOf(Item).board;
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.inFlight += 1;
    try {
      return await work();
    } finally {
      this.inFlight -= 1;
    }
  }

  #tools(fault?: Fault) {
    let calls = 0;
    let dead = false;
    const killed = () => {
      dead = true;
      return new Error('killed');
    };
    const outside = <T>(work: () => Promise<T>): Promise<T> =>
      this.#between(async () => {
        calls += 1;
        const meets = fault?.call === calls ? fault.kind : undefined;
        if (dead || meets === 'before') throw killed();
        // As the SDK does that got no answer.
        if (meets === 'repeated') await work().catch(() => {});
        const answer = await work();
        if (meets === 'after') throw killed();
        return answer;
      });
    const client = {
      send: (command: Parameters<DynamoDBClient['send']>[0]) => outside(() => this.#client.send(command)),
    } as unknown as Send;
    return {
      boards: dynamodbStepBoards(TABLE, { connect: () => client }),
      tasks: {
        succeed: (token: string, output: string) => outside(() => Promise.resolve(this.tasks.succeed(token, output))),
      },
      fault: (what: string) => void this.faults.push(what),
    };
  }
}
