import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import type { State, StateMachineDefinition } from '../definition.ts';
import type { Diagnostic, Machine, Place, ValidationOptions } from './diagnostic.ts';
import { graphOf, innerGraphs } from './graph.ts';
import { scanJson } from './json-text.ts';
import { checkScopes } from './scopes.ts';
import { checkMachine, checkState, languageOf } from './states.ts';
import { checkTransitions } from './transitions.ts';

export { invalidDefinitionMessage, type Diagnostic, type ValidationOptions } from './diagnostic.ts';

export interface ValidatedDefinition {
  /** Present when no diagnostic is an error. */
  readonly definition?: StateMachineDefinition;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ValidatedState {
  readonly state?: State;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses and validates the text of a state machine with the words of AWS; never throws for bad input. The rules on
 * names and transitions run only over a machine whose states are valid one by one, as on AWS.
 */
export function validateDefinition(text: string, options: ValidationOptions = {}): ValidatedDefinition {
  const parsed = parse(text);
  if (!parsed.value) return { diagnostics: parsed.diagnostics };
  const { value } = parsed;
  const machine = machineOf(value, options, parsed.diagnostics);
  const place: Place = { location: '/', language: machine.language, machine };
  checkMachine(value, place);
  if (!hasError(machine)) checkScopes(graphOf(value, place));
  if (!hasError(machine)) checkTransitions(graphOf(value, place));
  if (hasError(machine)) return { diagnostics: machine.diagnostics };
  return { definition: value as unknown as StateMachineDefinition, diagnostics: machine.diagnostics };
}

/** Validates a single state, as TestState takes it: outside of a machine, so that its transitions lead anywhere. */
export function validateState(text: string, options: ValidationOptions = {}, name = 'StateName'): ValidatedState {
  const parsed = parse(text);
  if (!parsed.value) return { diagnostics: parsed.diagnostics };
  const machine = machineOf({}, options, parsed.diagnostics);
  const place: Place = { location: `/States/${name}`, language: machine.language, machine };
  checkState(parsed.value, place);
  if (!hasError(machine)) {
    for (const inner of innerGraphs({ name, state: parsed.value, place })) {
      checkTransitions(graphOf(inner.definition, inner.place));
    }
  }
  if (hasError(machine)) return { diagnostics: machine.diagnostics };
  return { state: parsed.value as unknown as State, diagnostics: machine.diagnostics };
}

interface Parsed {
  readonly value?: JsonObject;
  readonly diagnostics: Diagnostic[];
}

function parse(text: string): Parsed {
  const error = (code: Diagnostic['code'], message: string, location?: string): Parsed => ({
    diagnostics: [{ severity: 'ERROR', code, message, location }],
  });
  const notAnObject = 'Definition must be a valid JSON object';
  if (text.trim() === '') return error('SCHEMA_VALIDATION_FAILED', notAnObject);
  const scan = scanJson(text);
  if (scan.error) {
    const { problem, location } = scan.error;
    return error('INVALID_JSON_DESCRIPTION', `${problem}\n at ${location}`, location);
  }
  if (scan.tooDeep) return error('TOO_DEEPLY_NESTED', 'The states are too deeply nested');
  const value = JSON.parse(text) as Json;
  if (!isObject(value)) return error('SCHEMA_VALIDATION_FAILED', notAnObject);
  // A name that repeats inside `States` is a state that would vanish: JSON.parse keeps the last one silently.
  const twice = scan.duplicates.filter(isStatePath);
  return {
    value,
    diagnostics: twice.map((path) => ({
      severity: 'ERROR',
      code: 'DUPLICATE_STATE_NAME',
      message: `Duplicate State name: ${path[path.length - 1]}`,
      location: `/${path.join('/')}`,
    })),
  };
}

/** States, name, then for each level inside: Branches[i] or ItemProcessor, States, name. */
function isStatePath(path: readonly string[]): boolean {
  const isStep = (step: string, index: number): boolean =>
    index % 3 === 1 ||
    (index % 3 === 0 ? step === 'States' : /^(?:Branches\[\d+\]|ItemProcessor|Iterator)$/.test(step));
  return path.length % 3 === 2 && path.every(isStep);
}

function machineOf(definition: JsonObject, options: ValidationOptions, diagnostics: Diagnostic[]): Machine {
  return {
    language: languageOf(definition, 'JSONPath'),
    type: options.type ?? 'STANDARD',
    whyUnsupported: options.whyUnsupported ?? (() => undefined),
    runs: options.whyUnsupported !== undefined,
    diagnostics,
  };
}

function hasError({ diagnostics }: Machine): boolean {
  return diagnostics.some(({ severity }) => severity === 'ERROR');
}
