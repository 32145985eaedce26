import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import type { QueryLanguage, State, StateGraph } from '../definition.ts';
import { ServiceError } from '../errors.ts';
import {
  invalidDefinitionMessage,
  validateDefinition,
  validateState,
  type Diagnostic,
  type ValidationOptions,
} from '../validation/validate-definition.ts';

export interface TestedState {
  readonly state: State;
  readonly queryLanguage: QueryLanguage;
}

/**
 * The state to be tested: the definition itself, or the one of that name anywhere in a state machine. Throws
 * InvalidDefinition or, for a name that is not there, ValidationException.
 */
export function testedState(definition: string, name: string | undefined, options: ValidationOptions): TestedState {
  if (name === undefined) {
    const { state, diagnostics } = validateState(definition, options);
    if (!state) throw invalid(diagnostics);
    return { state, queryLanguage: state.QueryLanguage ?? 'JSONPath' };
  }
  const { definition: machine, diagnostics } = validateDefinition(definition, options);
  if (!machine) throw invalid(diagnostics);
  const state = findState(machine, name);
  if (!state) throw new ServiceError('ValidationException', 'State not found in definition');
  return { state, queryLanguage: state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath' };
}

/** States of branches and iterations count too; names are unique in a machine. */
function findState(graph: StateGraph, name: string): State | undefined {
  if (Object.hasOwn(graph.States, name)) return graph.States[name];
  for (const state of Object.values(graph.States)) {
    for (const inner of innerGraphs(state)) {
      const found = findState(inner, name);
      if (found) return found;
    }
  }
  return undefined;
}

function innerGraphs(state: State): readonly StateGraph[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor ? [processor] : [];
}

function invalid(diagnostics: readonly Diagnostic[]): ServiceError {
  return new ServiceError('InvalidDefinition', invalidDefinitionMessage(diagnostics));
}

/** Variables as a caller gives them: a JSON object in text. */
export function givenVariables(value: Json): JsonObject {
  if (isObject(value)) return value;
  throw new ServiceError('ValidationException', "'variables' must be a JSON object");
}
