import { CancelledError } from '../engine/cancellation.ts';
import type { TaskState } from '../engine/definition.ts';
import type { Timer } from '../engine/clock.ts';
import { dataLimitExceeded, StateDataError, StatesError } from '../engine/errors.ts';
import type { Integration, TaskCall } from '../engine/integration.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../engine/limits.ts';
import type { Outcome, Step } from '../engine/step.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { attempted } from './attempts.ts';
import { exitWithResult, jsonataScope, pathScope, workInput } from './data-flow.ts';
import { taskEvents, type TaskEvents } from './task-events.ts';
import { secondsLimit } from './task-limits.ts';

// T1. Scheduled is durable before the call is made.
// T2. Of result, timeout, missed heartbeat and cancellation the first one counts; what comes later changes nothing.
// T3. A call interrupted by a crash is made again without new events; a submitted one is only waited for.
// T4. A result that is journaled is not asked for again, even if evaluating Output takes several turns.
// T5. An answer that overtakes the call it answers is journaled before its sender is thanked.

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export function runTask(state: TaskState, step: Step): Promise<Outcome> {
  return attempted(
    state,
    step,
    () => attempt(state, step),
    (result) => exitWithResult(state, step, result),
  );
}

async function attempt(state: TaskState, step: Step): Promise<Json> {
  const done = step.progress.done as { readonly result: Json } | undefined;
  if (done) return done.result;
  const integration = step.integrations.resolve(state.Resource);
  const events = taskEvents(integration, state.Resource, step);
  const before = resumedAttempt(step.progress);
  // A nested execution may be given the token as well, and be waited for all the same.
  step.token = integration.pattern === 'request' ? undefined : (before?.token ?? step.taskTokens.create());

  const parameters = await workInput(state, step);
  step.inspect?.(step.queryLanguage === 'JSONata' ? 'afterArguments' : 'afterParameters', parameters);
  const problems = (await integration.problems?.(parameters)) ?? [];
  if (problems.length > 0) {
    const text = JSON.stringify(parameters);
    throw new StateDataError(`The Parameters '${text}' could not be used to start the Task: [${problems.join(', ')}]`);
  }
  const timeout = await secondsLimit('TimeoutSeconds', state, step);
  const heartbeat = await secondsLimit('HeartbeatSeconds', state, step);
  const credentials = await credentialsOf(state, step);

  // The time of an activity runs from the moment a worker takes it.
  const startedAt = before ? before.startedAt : integration.events === 'Activity' ? undefined : step.clock.now();
  if (!before) {
    events.scheduled(parameters, { timeout, heartbeat }, credentials?.RoleArn);
    if (integration.events !== 'Activity') events.started();
    saveAttempt(step, { startedAt, token: step.token, submitted: false });
  }
  const call: TaskCall = { token: step.token, clock: step.clock, cancellation: step.cancellation.child() };
  // Until the call has answered there is work in flight; waiting for a callback afterwards is not.
  const release = step.clock.busy();
  await step.committed();

  const limits = { startedAt, timeoutMs: (timeout ?? Infinity) * 1000, heartbeatMs: (heartbeat ?? Infinity) * 1000 };
  try {
    const result = await limited(step, call, limits, (pulse) =>
      work(integration, parameters, call, step, events, before?.submitted === true, { ...pulse, answered: release }),
    );
    if (exceedsBytes(JSON.stringify(result), MAX_DATA_BYTES)) {
      // A service integration is called by its service, e.g. `lambda` or `aws-sdk:dynamodb`.
      const task = integration.events === 'Task' ? integration.resourceType : state.Resource;
      throw dataLimitExceeded(task, 'returned a result');
    }
    events.succeeded(result);
    delete step.progress.attempt;
    step.progress.done = { result };
    step.token = undefined;
    step.save();
    step.inspect?.('result', result);
    return result;
  } catch (thrown) {
    if (thrown instanceof CancelledError) throw thrown;
    if (thrown instanceof TimedOut) {
      events.timedOut();
      throw new StatesError('States.Timeout', undefined, thrown.heartbeat ? 'States.HeartbeatTimeout' : undefined);
    }
    const failure = step.failure(thrown);
    events.failed(failure);
    throw failure;
  } finally {
    release();
    call.cancellation.cancel();
    delete step.progress.attempt;
    step.token = undefined;
  }
}

/** The call itself and, for the patterns that go on after it, what follows. */
async function work(
  integration: Integration,
  parameters: Json,
  call: TaskCall,
  step: Step,
  events: TaskEvents,
  alreadySubmitted: boolean,
  signs: Pulse & { readonly answered: () => void },
): Promise<Json> {
  const { token } = step;
  const callback = token === undefined ? undefined : callbackOf(token, step, signs.alive);
  // The attempt cancels its call when it is over, also when this function still waits.
  call.cancellation.onCancel(() => callback?.forget());
  try {
    // A worker may let an activity wait for days.
    if (integration.events === 'Activity') signs.answered();
    const response = alreadySubmitted ? null : await integration.call(parameters, call);
    if (call.cancellation.cancelled) throw new CancelledError();
    if (!callback && !integration.completion) return response;
    signs.answered();
    if (!alreadySubmitted) {
      events.submitted(response);
      const startedAt = resumedAttempt(step.progress)?.startedAt ?? call.clock.now();
      signs.begin(startedAt);
      saveAttempt(step, { startedAt, token, submitted: true, response });
    }
    const answered = callback?.result.then((text) => JSON.parse(text) as Json);
    const completed = integration.completion?.(resumedAttempt(step.progress)?.response ?? response, call);
    return (await Promise.race([answered, completed].filter((waiting) => waiting !== undefined))) ?? null;
  } finally {
    callback?.forget();
  }
}

/** The answer for a token: a journaled one, or the one that somebody will send. */
function callbackOf(token: string, step: Step, alive: () => void) {
  const early = resumedAttempt(step.progress)?.answer;
  if (early) {
    step.taskTokens.arrived(token);
    const result =
      early.output === undefined
        ? Promise.reject<string>(new StatesError(early.error, early.cause))
        : Promise.resolve(early.output);
    result.catch(() => {});
    return { result, forget: () => {} };
  }
  const callback = step.taskTokens.wait(token, alive);
  const keep = (answer: Answer): void => {
    const attempt = resumedAttempt(step.progress);
    // Once the call is submitted, the answer and its events are written in the same turn.
    if (attempt?.token === token && !attempt.submitted) saveAttempt(step, { ...attempt, answer });
  };
  callback.result.then(
    (output) => keep({ output }),
    (failure: StatesError) => keep({ error: failure.error, cause: failure.causeText }),
  );
  return callback;
}

class TimedOut extends Error {
  readonly heartbeat: boolean;

  constructor(heartbeat: boolean) {
    super('timed out');
    this.heartbeat = heartbeat;
  }
}

/** What starts and restarts a task's timers. */
interface Pulse {
  /** Time is up for a task that begins now; does nothing for one that has begun. */
  readonly begin: (startedAt: number) => void;
  readonly alive: () => void;
}

/** Runs `job` against the task's deadline, its heartbeat and the branch's cancellation. */
async function limited(
  step: Step,
  call: TaskCall,
  limits: { readonly startedAt: number | undefined; readonly timeoutMs: number; readonly heartbeatMs: number },
  job: (pulse: Pulse) => Promise<Json>,
): Promise<Json> {
  const stopped = Promise.withResolvers<never>();
  const at = (time: number, heartbeat: boolean) =>
    Number.isFinite(time) ? step.clock.schedule(time, () => stopped.reject(new TimedOut(heartbeat))) : undefined;
  let deadline: Timer | undefined;
  let pulse: Timer | undefined;
  const alive = () => {
    pulse?.cancel();
    pulse = at(step.clock.now() + limits.heartbeatMs, true);
  };
  const begin = (startedAt: number) => {
    if (deadline || pulse) return;
    deadline = at(startedAt + limits.timeoutMs, false);
    alive();
  };
  if (limits.startedAt !== undefined) begin(limits.startedAt);
  const forget = call.cancellation.onCancel(() => stopped.reject(new CancelledError()));
  try {
    const working = job({ alive, begin });
    working.catch(() => {});
    return await Promise.race([working, stopped.promise]);
  } finally {
    forget();
    deadline?.cancel();
    pulse?.cancel();
  }
}

/** What was sent for a token: an output (JSON text), or else a failure. */
interface Answer {
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

interface Attempt {
  readonly startedAt?: number;
  readonly token?: string;
  readonly submitted: boolean;
  /** Came before the call had returned. */
  readonly answer?: Answer;
  readonly response?: Json;
}

function resumedAttempt(progress: JsonObject): Attempt | undefined {
  return progress.attempt as unknown as Attempt | undefined;
}

function saveAttempt(step: Step, attempt: Attempt): void {
  step.progress.attempt = attempt as unknown as JsonObject;
  step.save();
}

async function credentialsOf(state: TaskState, step: Step): Promise<JsonObject | undefined> {
  if (!state.Credentials) return undefined;
  return (
    step.queryLanguage === 'JSONata'
      ? await evaluateTemplate(state.Credentials, jsonataScope(step), 'Credentials')
      : evaluatePayloadTemplate(state.Credentials, pathScope(step))
  ) as JsonObject;
}
