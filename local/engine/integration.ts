import type { Json } from '../query/json.ts';
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';

/** Finds what a Task's Resource stands for. */
export interface Integrations {
  /** Throws an Error that names the resource when nothing here can run it. */
  resolve(resource: string): Integration;
  /**
   * What is wrong with a made-up result, by the API model of the service; undefined when nothing is. STRICT also asks for
   * the fields that are always there.
   */
  resultProblem?(resource: string, result: Json, mode: 'STRICT' | 'PRESENT'): Promise<string | undefined>;
}

export interface Integration {
  /** Which family of events a task of this kind writes. */
  readonly events: 'LambdaFunction' | 'Task' | 'Activity';
  /** As in TaskScheduled, e.g. `lambda` and `invoke.waitForTaskToken`. */
  readonly resourceType: string;
  readonly resource: string;
  readonly pattern: 'request' | 'sync' | 'waitForTaskToken';
  /** What AWS finds wrong with the parameters before it schedules the task, in its words. */
  problems?(parameters: Json): Promise<readonly string[]> | readonly string[];
  /** Does the work. Failures are thrown as StatesError with the service's own name and words. */
  call(parameters: Json, task: TaskCall): Promise<Json>;
  /** `.sync`: waits for what `call` has started, given its response. */
  completion?(response: Json, task: TaskCall): Promise<Json>;
}

export interface TaskCall {
  /** For `waitForTaskToken`: what whoever finishes the task has to send along. */
  readonly token?: string;
  readonly clock: Clock;
  /** Cancelled when the task times out, its branch is stopped, or the attempt is over. */
  readonly cancellation: Cancellation;
}
