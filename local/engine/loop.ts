import type { Json, JsonObject } from '../query/json.ts';
import { CancelledError } from './cancellation.ts';
import { yieldTurn } from './clock.ts';
import type { State, StateType } from './definition.ts';
import { dataLimitExceeded, type StatesError } from './errors.ts';
import { NOT_TRUNCATED } from './history.ts';
import { exceedsBytes, MAX_DATA_BYTES } from './limits.ts';
import type { Run } from './run.ts';
import { RunningStep } from './running-step.ts';
import { childrenOf, innerVariables, type Scope } from './scope.ts';
import type { Child, ChildOutcome, ChildSpec, Outcome } from './step.ts';
import { exceedsVariables } from './stored-variables.ts';

// L1. Only this loop moves a scope from state to state and changes its variables.
// L2. An event and the frame that belongs to it are written in the same turn, so a crash loses both or none.
// L3. A cancelled scope writes nothing any more; a scope ends exactly once.
// L4. After a crash the loop goes on inside the state that a frame names, without writing StateEntered again.

/** Transitions in a row before other work gets a turn; a state machine that loops must not starve the server. */
const TURN = 512;
let transitions = 0;

const WAITING: ReadonlySet<StateType> = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/** Runs a scope to its end. Rejects with HistoryLimitError, or with what the journal failed with. */
export async function runScope(run: Run, scope: Scope): Promise<ChildOutcome> {
  let name = scope.resume?.state ?? scope.graph.StartAt;
  let input = scope.resume?.input ?? scope.input;
  let inputText: string | undefined;

  for (;;) {
    if (scope.cancellation.cancelled) return { kind: 'cancelled' };
    const state = scope.graph.States[name];
    if (!state) throw new Error(`state '${name}' does not exist; validation should have refused the definition`);
    inputText ??= JSON.stringify(input);
    const step = enter(run, scope, name, state, input, inputText);
    // What an iteration or a branch begins with; inside a scope it is an output that was measured already.
    const tooLarge = exceedsBytes(inputText, MAX_DATA_BYTES);
    // Thousands may wait for their results at a time, and the journal has the text by now.
    if (WAITING.has(state.Type)) inputText = undefined;

    // Here, where event and frame agree: a turn between leaving and entering would let a crash repeat the state (L2).
    if (++transitions % TURN === 0) {
      await yieldTurn(run.services.clock);
      if (scope.cancellation.cancelled) return { kind: 'cancelled' };
    }

    if (tooLarge) return failed(step, dataLimitExceeded(name, 'provided parameters'));

    let outcome: Outcome;
    let outputText = '';
    try {
      const running = runState(run, state, step);
      outcome = running instanceof Promise ? await running : running;
      // What goes through unchanged keeps its text, or a loop over a large input would fill the memory with copies.
      if (outcome.kind === 'exit')
        outputText = (outcome.output === input && inputText) || JSON.stringify(outcome.output);
    } catch (thrown) {
      if (thrown instanceof CancelledError) return { kind: 'cancelled' };
      outcome = { kind: 'fail', failure: step.failure(thrown) };
    }
    // A runner that ended in spite of a cancellation has no say any more.
    if (scope.cancellation.cancelled) return { kind: 'cancelled' };
    if (outcome.kind === 'fail') return failed(step, outcome.failure);

    if (exceedsBytes(outputText, MAX_DATA_BYTES)) return failed(step, dataLimitExceeded(name, 'returned a result'));
    const assigned = outcome.assigned && jsonTexts(outcome.assigned);
    if (assigned && exceedsVariables(run, scope.variables, assigned)) {
      return failed(step, dataLimitExceeded(name, 'assigned variables'));
    }
    exit(step, state, outputText, assigned);
    if (state.Type === 'Map' || state.Type === 'Parallel') step.forgetChildren();
    if (outcome.assigned) scope.variables.assign(outcome.assigned);
    if (outcome.next === undefined) {
      scope.stateType = undefined;
      step.saveEnd(outcome.output);
      return { kind: 'succeeded', output: outcome.output };
    }
    name = outcome.next;
    input = outcome.output;
    inputText = outputText;
  }
}

/** One state by itself: hands it to the runner of its type. */
export function runState(run: Run, state: State, step: RunningStep): Outcome | Promise<Outcome> {
  const { runners } = run.services;
  switch (state.Type) {
    case 'Task':
      return runners.Task(state, step);
    case 'Pass':
      return runners.Pass(state, step);
    case 'Choice':
      return runners.Choice(state, step);
    case 'Wait':
      return runners.Wait(state, step);
    case 'Succeed':
      return runners.Succeed(state, step);
    case 'Fail':
      return runners.Fail(state, step);
    case 'Parallel':
      return runners.Parallel(state, step);
    case 'Map':
      return runners.Map(state, step);
  }
}

function enter(run: Run, scope: Scope, name: string, state: State, input: Json, inputText: string): RunningStep {
  const queryLanguage = state.QueryLanguage ?? scope.queryLanguage;
  const resumed = scope.resume;
  scope.resume = undefined;
  scope.stateType = state.Type;
  const previousEventId = scope.lastEventId;
  if (resumed) {
    return new RunningStep(
      run,
      scope,
      { name, type: state.Type, queryLanguage, input },
      { at: resumed.enteredAt, eventId: resumed.enteredEventId, previousEventId, progress: resumed.progress },
      startChild.bind(undefined, run),
    );
  }
  const eventId = run.history.append(`${state.Type}StateEntered`, previousEventId, {
    name,
    input: inputText,
    inputDetails: NOT_TRUNCATED,
  });
  scope.lastEventId = eventId;
  const step = new RunningStep(
    run,
    scope,
    { name, type: state.Type, queryLanguage, input },
    { at: run.services.clock.now(), eventId, previousEventId, progress: {} },
    startChild.bind(undefined, run),
  );
  step.save();
  return step;
}

function jsonTexts(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
}

function exit(
  step: RunningStep,
  state: State,
  outputText: string,
  assignedVariables: Readonly<Record<string, string>> | undefined,
): void {
  step.record(`${state.Type}StateExited`, {
    name: step.name,
    output: outputText,
    outputDetails: NOT_TRUNCATED,
    ...(assignedVariables &&
      Object.keys(assignedVariables).length > 0 && { assignedVariables, assignedVariablesDetails: NOT_TRUNCATED }),
  });
}

/** Of a Map or Parallel that has its results: they would only fail again, so a redrive runs all of it again. */
const RESULTS_UNUSABLE: ReadonlySet<string | undefined> = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** A redrive does the state's work again, also when only what came after it had failed. */
function failed(step: RunningStep, failure: StatesError): ChildOutcome {
  if (step.progress.done !== undefined) {
    delete step.progress.done;
    if (RESULTS_UNUSABLE.has(failure.error)) {
      delete step.progress.inner;
      step.forgetChildren();
    }
    step.save();
  }
  return { kind: 'failed', failure };
}

function startChild(run: Run, parent: Scope, step: RunningStep, child: ChildSpec): Child {
  const { interrupted } = child;
  const scope: Scope = {
    id: `${childrenOf(parent.id, step.enteredEventId)}/${child.index}`,
    graph: child.graph,
    queryLanguage: parent.queryLanguage,
    input: child.input,
    variables: innerVariables(parent.variables, interrupted),
    cancellation: parent.cancellation.child(),
    item: child.item ?? parent.item,
    lastEventId: interrupted?.lastEventId ?? child.afterEvent,
    stateType: undefined,
    // One that had only been announced begins like a new one.
    resume: interrupted?.state === '' ? undefined : interrupted,
  };
  const done = runScope(run, scope);
  // Thousands of iterations come and go while their parent lives.
  const release = () => scope.cancellation.release();
  done.then(release, release);
  return {
    done,
    lastEventId: () => scope.lastEventId,
    stateType: () => scope.stateType,
    cancel: () => scope.cancellation.cancel(),
  };
}
