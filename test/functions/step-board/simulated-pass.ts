import { expect } from '@jest/globals';

import type { Spending, StepResult } from '../../../functions/schemas/agent.ts';
import type { TakenStep } from '../../../functions/schemas/step-board.ts';
import type { Fault } from '../reviews/review-world.ts';
import type { Turns } from '../reviews/turns.ts';
import { done, failed, NOTHING, type BoardWorld } from './board-world.ts';

/** How a step goes. */
export interface Course {
  readonly fails: boolean;
  readonly stops: boolean;
  /** How often its spending is noted on the way. */
  readonly notes: number;
}

export interface Weather {
  /** Each run of a function takes the next; afterwards nothing goes wrong. */
  readonly faults: readonly (Fault | undefined)[];
  /** Whether a run is waited for, in the same way: if not, it may be run again while it is at work. */
  readonly impatient: readonly boolean[];
  /** How often the time of a task that waits may run out. */
  readonly timeouts: number;
}

/** What the state machine does with a board: three iterations at once, whose functions are run again until they succeed. */
export class SimulatedPass {
  /** What the iterations came to. */
  readonly results: StepResult[] = [];
  /** By ticket. */
  readonly spent = new Map<number, Spending>();
  readonly begun = new Map<string, Extract<TakenStep, { kind: 'step' }>>();
  readonly running = new Set<string>();
  readonly totals: Spending[] = [];
  mostAtOnce = 0;
  /** How often somebody waited while everything was quiet. */
  quietWaits = 0;
  stopped = false;
  readonly #world: BoardWorld;
  readonly #turns: Turns;
  readonly #courses: ReadonlyMap<string, Course>;
  readonly #faults: (Fault | undefined)[];
  readonly #impatient: boolean[];
  #timeouts: number;
  #tokens = 0;
  /** What became of steps that ended, and of skipped ones as far as an iteration has met them. */
  readonly #ended = new Map<string, StepResult['status']>();
  readonly #dependencies: ReadonlyMap<string, readonly string[]>;
  #waiting = 0;
  /** Functions that nobody waits for any more, and every one once more. */
  readonly #leftovers: Promise<unknown>[] = [];
  readonly #again: (() => Promise<unknown>)[] = [];

  constructor(
    world: BoardWorld,
    turns: Turns,
    dependencies: Readonly<Record<string, readonly string[]>>,
    courses: ReadonlyMap<string, Course>,
    { faults, impatient, timeouts }: Weather,
  ) {
    this.#world = world;
    this.#turns = turns;
    this.#dependencies = new Map(Object.entries(dependencies));
    this.#courses = courses;
    this.#faults = [...faults];
    this.#impatient = [...impatient];
    this.#timeouts = timeouts;
  }

  async run(tickets: readonly number[]): Promise<void> {
    const next = [...tickets];
    const worker = async () => {
      for (let ticket = next.shift(); ticket !== undefined; ticket = next.shift()) await this.#iteration(ticket);
    };
    await Promise.all([worker(), worker(), worker()]);
  }

  /** Whatever is still at work, and each function once more, which must change nothing. */
  late(): readonly Promise<unknown>[] {
    return [...this.#leftovers, ...this.#again.map((run) => run())];
  }

  /** Whenever no function runs: nobody waits for a step while there is one that could be begun. */
  checkIdle(): void {
    if (this.#waiting === 0 || this.#world.inFlight > 0) return;
    this.quietWaits += 1;
    expect(this.stopped).toBe(false);
    const idle = [...this.#dependencies].filter(
      ([id, before]) => !this.begun.has(id) && !this.#ended.has(id) && before.every((one) => this.#hasEnded(one)),
    );
    expect(idle.map(([id]) => id)).toEqual([]);
  }

  /** A step has also ended when nothing was done that it depends on. */
  #hasEnded(id: string): boolean {
    if (this.begun.has(id) || this.#ended.has(id)) return this.#ended.has(id);
    const before = this.#dependencies.get(id) ?? [];
    return before.length > 0 && before.every((one) => this.#hasEnded(one) && this.#ended.get(one) !== 'done');
  }

  async #iteration(ticket: number): Promise<void> {
    const taken = await this.#take(ticket);
    if (taken.kind === 'skip') {
      this.#ended.set(taken.result.id, taken.result.status);
      this.results.push(taken.result);
      return;
    }
    const { id, dependsOn } = taken.step;
    expect(this.begun.has(id)).toBe(false);
    expect(dependsOn.filter((one) => !this.#hasEnded(one))).toEqual([]);
    this.begun.set(id, taken);
    this.totals.push(taken.totals);
    this.running.add(id);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running.size);
    const { fails, stops, notes } = this.#courses.get(id)!;
    let spent = NOTHING;
    for (let note = 0; note < notes; note += 1) {
      await this.#turns.take(() => Promise.resolve());
      const now = (spent = more(spent));
      this.totals.push(await this.#stubborn((fault) => this.#world.note(ticket, now, fault)));
    }
    await this.#turns.take(() => Promise.resolve());
    spent = more(spent);
    const result = fails ? failed(id) : done(id);
    const stop = stops ? 'budget' : null;
    this.running.delete(id);
    this.spent.set(ticket, spent);
    this.#ended.set(id, result.status);
    this.stopped ||= stops;
    await this.#stubborn((fault) => this.#world.finish(ticket, result, { spent, stop, fault }));
    this.results.push(result);
  }

  /** Until the task is answered, its function fails, or its time is over, which it may be at any moment. */
  async #take(ticket: number): Promise<TakenStep> {
    for (;;) {
      const token = `${ticket}.${(this.#tokens += 1)}`;
      const timer = this.#timeouts-- > 0 ? this.#turns.timer() : undefined;
      const answered = this.#world.tasks.wait(token);
      const asked = this.#world.take(ticket, token, this.#faults.shift());
      this.#leftovers.push(asked.catch(() => {}));
      this.#again.push(() => this.#world.take(ticket, token));
      const failing = asked.then(() => new Promise<never>(() => {}));
      this.#waiting += 1;
      const outcome = await Promise.race([answered, ...(timer ? [timer.due] : []), failing]).catch(
        (error: unknown) => error as Error,
      );
      this.#waiting -= 1;
      timer?.cancel();
      // Answered before its function failed or its time was over: then that is what counts.
      if (!this.#world.tasks.timeOut(token)) return answered;
      if (outcome instanceof Error && !isRunAgain(outcome)) throw outcome;
    }
  }

  async #stubborn<T>(run: (fault?: Fault) => Promise<T>): Promise<T> {
    this.#again.push(() => run());
    for (;;) {
      const running = run(this.#faults.shift());
      const timer = this.#impatient.shift() ? this.#turns.timer() : undefined;
      this.#leftovers.push(running.catch(() => {}));
      try {
        const outcome = await Promise.race([running.then((value) => ({ value })), ...(timer ? [timer.due] : [])]);
        if (outcome) return outcome.value;
      } catch (error) {
        if (!isRunAgain(error as Error)) throw error;
      } finally {
        timer?.cancel();
      }
    }
  }
}

/** A function that died, or met too many others: it may be unlucky for ever, if turns are taken so. */
function isRunAgain({ message }: Error): boolean {
  return message === 'killed' || message.endsWith('; try again');
}

function more({ inputTokens, outputTokens, costUsd, toolCalls }: Spending): Spending {
  return {
    inputTokens: inputTokens + 100,
    outputTokens: outputTokens + 7,
    costUsd: costUsd + 0.0012345,
    toolCalls: toolCalls + 1,
  };
}
