import type { Json, JsonObject } from '../query/json.ts';
import { VariableScope } from '../query/variables.ts';
import type { Cancellation } from './cancellation.ts';
import type { QueryLanguage, StateGraph, StateType } from './definition.ts';
import type { Frame } from './store.ts';

/**
 * One line of control: the machine itself, a Parallel branch or a Map iteration. It has its own variables (which read the
 * outer ones and never leak theirs) and its own chain of events.
 */
export interface Scope {
  /** As in Frame.scope. */
  readonly id: string;
  readonly graph: StateGraph;
  readonly queryLanguage: QueryLanguage;
  readonly input: Json;
  readonly variables: VariableScope;
  readonly cancellation: Cancellation;
  /** `Map.Item` of the context, inherited by what is inside an iteration. */
  readonly item: JsonObject | undefined;
  /** The scope's newest event. */
  lastEventId: number;
  /** Undefined before the first state and after the last. */
  stateType: StateType | undefined;
  /** Where a crash or a failure has interrupted it; taken by the first state entered. */
  resume: Frame | undefined;
}

/** What the ids of all scopes inside a state begin with. */
export function childrenOf(scope: string, enteredEventId: number): string {
  return scope === '' ? String(enteredEventId) : `${scope}/${enteredEventId}`;
}

export function innerVariables(outer: VariableScope, resume: Frame | undefined): VariableScope {
  return new VariableScope(outer, resume?.variables);
}
