import {
  ExecutionAlreadyExists,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TaskTimedOut,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';

import { completedSteps } from './claims.ts';
import { CALLBACK_OUTPUT, machineArn, MACHINES, type MachineName } from './load-app.ts';
import { keyOf, type RunLog } from './run-log.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** What a client knows of an execution. */
export interface Known {
  readonly arn: string;
  readonly name: string;
  readonly machine: MachineName;
  readonly number: number;
  /** All that the server has answered so far. */
  events: readonly HistoryEvent[];
  ended: boolean;
}

/** Enough to keep every kind of state busy, few enough to end between two crashes. */
const AT_ONCE = 10;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Told how many things have happened: function runs, answers, events of histories. */
type Happened = (count: number) => void;
/** Done again and again while the server is there. */
type Job = (server: ServerProcess, happened: Happened) => Promise<void>;

/** A client that starts executions, answers callbacks and follows histories, from one server process to the next. */
export class Load {
  readonly known: Known[] = [];
  /** Steps that the server has reported as done, with the number of runs by then. */
  readonly completed = new Map<string, number>();
  readonly wrong: string[] = [];
  readonly #log: RunLog;
  /** Tokens that wait for an answer, and whether one has been tried already. */
  readonly #unanswered = new Map<string, { tried: boolean }>();
  readonly #answered = new Set<string>();
  #next = 0;

  constructor(log: RunLog) {
    this.#log = log;
  }

  /**
   * Starts, answers, follows and does the other job until so many things have happened, then calls `reached` while requests
   * are in flight.
   */
  async until(server: ServerProcess, events: number, reached: () => void, other: Job): Promise<void> {
    let left = events;
    const happened = (count: number): void => {
      left -= count;
      if (left <= 0 && !server.gone) reached();
    };
    const own = [() => this.#start(server, happened), ...this.#jobs(server, happened)];
    await this.#work(server, [...own, () => other(server, happened)], () => server.gone);
  }

  /** Answers and follows until everything has ended. Rejects when nothing happens for half a minute. */
  async finish(server: ServerProcess): Promise<void> {
    let last = performance.now();
    const happened = (count: number): void => {
      if (count > 0) last = performance.now();
    };
    const over = (): boolean => {
      const open = this.known.filter(({ ended }) => !ended);
      if (open.length > 0 && performance.now() - last > 30_000) {
        throw new Error(`lost: nothing happens any more in ${open.map(({ name }) => name).join(', ')}`);
      }
      return open.length === 0;
    };
    await this.#work(server, this.#jobs(server, happened), over);
  }

  /** Again under the same name until there is an answer, as a client would that does not know whether it was heard. */
  async start(server: ServerProcess, machine: MachineName): Promise<void> {
    const number = this.#next;
    const name = `${machine}-${number}`;
    const stateMachineArn = machineArn(machine);
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      await server.client.send(new StartExecutionCommand({ stateMachineArn, name, input: String(number) }));
    } catch (error) {
      // It may even have ended since the try that a crash cut off.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    this.#next++;
    this.known.push({ arn, name, machine, number, events: [], ended: false });
  }

  /** Notes steps that are done for good; they may not be run again from now on. */
  complete(execution: string, events: readonly HistoryEvent[]): void {
    for (const step of completedSteps(events)) {
      const key = keyOf(execution, step);
      if (!this.completed.has(key)) this.completed.set(key, this.#log.counts().get(key) ?? 0);
    }
  }

  /** Takes notice of what the functions have done meanwhile. */
  readLog(happened: Happened = () => {}): void {
    const runs = this.#log.news();
    for (const { token } of runs) {
      if (token !== undefined && !this.#answered.has(token) && !this.#unanswered.has(token)) {
        this.#unanswered.set(token, { tried: false });
      }
    }
    happened(runs.length);
  }

  async #work(server: ServerProcess, jobs: readonly (() => Promise<void>)[], over: () => boolean): Promise<void> {
    const repeat = async (job: () => Promise<void>): Promise<void> => {
      while (!over()) {
        try {
          await job();
        } catch (error) {
          if (!server.gone) throw error;
        }
      }
    };
    await Promise.all(jobs.map(repeat));
  }

  #jobs(server: ServerProcess, happened: Happened) {
    return [() => this.#answer(server, happened), () => this.#follow(server, happened)];
  }

  async #start(server: ServerProcess, happened: Happened): Promise<void> {
    if (this.known.filter(({ ended }) => !ended).length >= AT_ONCE) return pause(2);
    const machines = Object.keys(MACHINES) as MachineName[];
    await this.start(server, machines[this.#next % machines.length] ?? 'chain');
    happened(1);
  }

  async #answer(server: ServerProcess, happened: Happened): Promise<void> {
    this.readLog(happened);
    for (const [taskToken, attempt] of this.#unanswered) {
      const before = attempt.tried;
      attempt.tried = true;
      try {
        await server.client.send(new SendTaskSuccessCommand({ taskToken, output: CALLBACK_OUTPUT }));
      } catch (error) {
        if (!(error instanceof TaskTimedOut)) throw error;
        // A try that a crash cut off may have been heard; a first one is always due.
        if (!before) this.wrong.push('a token that waits was refused');
      }
      this.#unanswered.delete(taskToken);
      this.#answered.add(taskToken);
      happened(1);
    }
    await pause(1);
  }

  async #follow(server: ServerProcess, happened: Happened): Promise<void> {
    for (const execution of this.known.filter(({ ended }) => !ended)) await this.#look(server, execution, happened);
    await pause(2);
  }

  async #redrive(server: ServerProcess, { arn }: Known): Promise<void> {
    try {
      await server.client.send(new RedriveExecutionCommand({ executionArn: arn, clientToken: 'once' }));
    } catch (error) {
      // A try that a crash cut off may have been heard.
      if (!(error instanceof ExecutionNotRedrivable)) throw error;
    }
  }

  async #look(server: ServerProcess, execution: Known, happened: Happened): Promise<void> {
    const request = { executionArn: execution.arn, maxResults: 1000 };
    const { events = [] } = await server.client.send(new GetExecutionHistoryCommand(request));
    const before = execution.events;
    if (JSON.stringify(events.slice(0, before.length)) !== JSON.stringify(before)) {
      this.wrong.push(`${execution.name}: events that had been answered are gone or changed`);
    }
    execution.events = events;
    const fails = execution.machine === 'redriven' && !events.some(({ type }) => type === 'ExecutionRedriven');
    const over = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(events.at(-1)?.type ?? '');
    execution.ended = over && !fails;
    if (over && fails) await this.#redrive(server, execution);
    this.readLog(happened);
    this.complete(execution.name, events);
    happened(events.length - before.length);
  }
}
