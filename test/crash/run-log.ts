import { readFileSync } from 'node:fs';

/** One run of a step, as the function wrote it down. */
export interface StepRun {
  readonly execution: string;
  readonly step: string;
  readonly token?: string;
}

/** The file in which the functions note their runs. */
export class RunLog {
  readonly #file: string;
  #read = 0;
  readonly #counts = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Those since the last call. */
  news(): readonly StepRun[] {
    const text = readFileSync(this.#file, 'utf8').slice(this.#read);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.#read += whole.length;
    const runs = whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as StepRun);
    for (const { execution, step } of runs) {
      const key = keyOf(execution, step);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    return runs;
  }

  /** How often each step of each execution was run, by `keyOf`. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

export function keyOf(execution: string, step: string): string {
  return `${execution} ${step}`;
}
