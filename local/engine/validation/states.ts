import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import type { QueryLanguage, StateType } from '../definition.ts';
import { choiceRules } from './choice-rules.ts';
import { member, reject, warn, type Place } from './diagnostic.ts';
import { checkFields, checkOneOf, type Check, type FieldTable } from './fields.ts';
import { checkMap, itemBatcher, itemReader, items, label, processorConfig, resultWriter } from './map-fields.ts';
import { pathOrIntrinsic, pathOrNull, referencePath, referencePathOrNull } from './paths.ts';
import { resource } from './resources.ts';
import { catchers, retriers } from './retry-catch.ts';
import { looksLikeQuery, template } from './templates.ts';
import * as values from './values.ts';
import { assign } from './variables.ts';

/** Letters of a state's name. */
const MAX_STATE_NAME = 80;
const LANGUAGES = ['JSONPath', 'JSONata'];
const NO_PATH = "Field value looks like a path, but field name does not end with 'Path'";

const BASE: FieldTable = {
  Type: { check: values.anything },
  Comment: { check: values.string },
  QueryLanguage: { check: values.oneOf('QueryLanguage', LANGUAGES) },
};
const TRANSITION: FieldTable = { Next: { check: values.nonEmptyString }, End: { check: values.boolean } };
const DATA: FieldTable = {
  InputPath: { check: pathOrNull, only: 'JSONPath' },
  OutputPath: { check: pathOrNull, only: 'JSONPath' },
  Output: { check: template, only: 'JSONata' },
};
const ASSIGN: FieldTable = { Assign: { check: assign } };
const PARAMETERS: FieldTable = {
  Parameters: { check: template, only: 'JSONPath' },
  ResultPath: { check: referencePathOrNull, only: 'JSONPath' },
};
const WORK: FieldTable = {
  ...PARAMETERS,
  ResultSelector: { check: template, only: 'JSONPath' },
  Retry: { check: retriers },
  Catch: { check: catchers },
};
const ARGUMENTS: FieldTable = { Arguments: { check: template, only: 'JSONata' } };
const FLOW: FieldTable = { ...BASE, ...TRANSITION, ...DATA, ...ASSIGN };

const seconds = (min: number): FieldTable[string] => ({
  check: values.orExpression(values.integer({ min, max: values.MAX_SECONDS })),
});
const fromPath = { check: referencePath, only: 'JSONPath' } as const;
const count = { check: values.orExpression(values.integer({ min: 0 })) };
const text: Check = (value, place) => {
  values.string(value, place);
  if (place.language === 'JSONata') template(value, place);
  else if (looksLikeQuery(value)) warn(place, NO_PATH, 'NO_PATH');
};
const staticResult: Check = (value, place) => {
  if (looksLikeQuery(value))
    warn(place, 'Attempt to use a path in the result of a pass state.', 'PASS_RESULT_IS_STATIC');
};

const CREDENTIALS: FieldTable = {
  RoleArn: { check: values.string },
  'RoleArn.$': { check: values.string, only: 'JSONPath' },
};
const credentials: Check = (value, place) => {
  if (isObject(value)) checkFields(value, CREDENTIALS, place);
  template(value, place);
};

interface StateRules {
  readonly fields: FieldTable;
  /** What the fields demand of each other. */
  readonly together?: (state: JsonObject, place: Place) => void;
}

/** Every state type with its fields, in the order in which AWS lists the types. */
const STATES: { readonly [T in StateType]: StateRules } = {
  Task: {
    fields: {
      ...FLOW,
      ...WORK,
      ...ARGUMENTS,
      Resource: { check: resource, required: true },
      Credentials: { check: credentials },
      TimeoutSeconds: seconds(1),
      TimeoutSecondsPath: fromPath,
      HeartbeatSeconds: seconds(1),
      HeartbeatSecondsPath: fromPath,
    },
    together: (state, place) => {
      checkOneOf(state, ['TimeoutSeconds', 'TimeoutSecondsPath'], place);
      checkOneOf(state, ['HeartbeatSeconds', 'HeartbeatSecondsPath'], place);
      const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = state;
      if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout) {
        reject(member(place, 'HeartbeatSeconds'), 'HeartbeatSeconds must be smaller than TimeoutSeconds');
      }
      checkNextOrEnd(state, place);
    },
  },
  Wait: {
    fields: {
      ...FLOW,
      Seconds: seconds(0),
      SecondsPath: fromPath,
      Timestamp: { check: values.orExpression(values.timestamp) },
      TimestampPath: fromPath,
    },
    together: (state, place) => {
      checkOneOf(state, ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'], place, true);
      checkNextOrEnd(state, place);
    },
  },
  Pass: {
    fields: { ...FLOW, ...PARAMETERS, Result: { check: staticResult, only: 'JSONPath' } },
    together: checkNextOrEnd,
  },
  Succeed: { fields: { ...BASE, ...DATA } },
  Fail: {
    fields: {
      ...BASE,
      Error: { check: text },
      ErrorPath: { check: pathOrIntrinsic, only: 'JSONPath' },
      Cause: { check: text },
      CausePath: { check: pathOrIntrinsic, only: 'JSONPath' },
    },
    together: (state, place) => {
      checkOneOf(state, ['Error', 'ErrorPath'], place);
      checkOneOf(state, ['Cause', 'CausePath'], place);
    },
  },
  Choice: {
    fields: {
      ...BASE,
      ...DATA,
      ...ASSIGN,
      Choices: { check: choiceRules, required: true },
      Default: { check: values.nonEmptyString },
    },
  },
  Parallel: {
    fields: {
      ...FLOW,
      ...WORK,
      ...ARGUMENTS,
      Branches: { check: values.listOf((branch, place) => checkInner(branch, BRANCH, place)), required: true },
    },
    together: checkNextOrEnd,
  },
  Map: {
    fields: {
      ...FLOW,
      ...WORK,
      ItemProcessor: { check: (processor, place) => checkInner(processor, PROCESSOR, place) },
      Iterator: { check: (processor, place) => checkInner(processor, PROCESSOR, place) },
      Items: { check: items, only: 'JSONata' },
      ItemsPath: fromPath,
      ItemSelector: { check: template },
      ItemReader: { check: itemReader },
      ItemBatcher: { check: itemBatcher },
      ResultWriter: { check: resultWriter },
      Label: { check: label },
      MaxConcurrency: count,
      MaxConcurrencyPath: fromPath,
      ToleratedFailureCount: count,
      ToleratedFailureCountPath: fromPath,
      ToleratedFailurePercentage: { check: values.orExpression(values.number({ min: 0, max: 100 })) },
      ToleratedFailurePercentagePath: fromPath,
    },
    together: (state, place) => {
      checkMap(state, place);
      checkNextOrEnd(state, place);
    },
  },
};

const BRANCH: FieldTable = {
  Comment: { check: values.string },
  States: { check: values.objectThen(checkStates), required: true },
  StartAt: { check: values.nonEmptyString, required: true },
};
const PROCESSOR: FieldTable = { ...BRANCH, ProcessorConfig: { check: processorConfig } };
const MACHINE: FieldTable = {
  ...BRANCH,
  QueryLanguage: { check: values.oneOf('QueryLanguage', LANGUAGES) },
  Version: { check: values.oneOf('Version', ['1.0']) },
  TimeoutSeconds: { check: values.integer({ min: 1, max: values.MAX_SECONDS }) },
};

/** The whole machine but its transitions. */
export function checkMachine(definition: JsonObject, place: Place): void {
  checkFields(definition, MACHINE, place);
}

/** A state by itself, as TestState takes it; a target that it names need not exist. */
export function checkState(state: Json, place: Place): void {
  if (!isObject(state)) return values.expected('Object', place);
  if (!('Type' in state)) return reject(place, 'These fields are required: [Type]');
  const at = { ...place, language: languageOf(state, place.machine.language) };
  if (state.QueryLanguage === 'JSONPath' && place.machine.language === 'JSONata') {
    reject(at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  const type = state.Type;
  if (typeof type !== 'string' || !Object.hasOwn(STATES, type)) {
    return values.oneOf('Type', Object.keys(STATES))(type ?? null, member(at, 'Type'));
  }
  const { fields, together } = STATES[type as StateType];
  checkFields(state, fields, at);
  together?.(state, at);
}

/** Only the exact word means JSONPath; a misspelled one is reported by itself and read as JSONata. */
export function languageOf(holder: JsonObject, otherwise: QueryLanguage): QueryLanguage {
  if (!('QueryLanguage' in holder)) return otherwise;
  return holder.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

function checkStates(states: JsonObject, place: Place): void {
  const names = Object.keys(states);
  if (names.length === 0) reject(place, 'Value cannot be empty');
  for (const name of names) {
    const at = member(place, name);
    if (name === '') reject(at, 'State name cannot be empty', 'INVALID_STATE_NAME');
    if (name.length > MAX_STATE_NAME) {
      reject(at, `State name exceeds the maximum length of ${MAX_STATE_NAME} characters`, 'INVALID_STATE_NAME');
    }
    checkState(states[name]!, at);
  }
}

/** States inside a Map or Parallel take the machine's query language, not that of the state around them. */
function checkInner(graph: Json, table: FieldTable, place: Place): void {
  if (!isObject(graph)) return values.expected('Object', place);
  const config = graph.ProcessorConfig;
  const express = isObject(config) && config.Mode === 'DISTRIBUTED' && config.ExecutionType === 'EXPRESS';
  const machine = express ? { ...place.machine, type: 'EXPRESS' as const } : place.machine;
  checkFields(graph, table, { ...place, machine, language: machine.language });
}

function checkNextOrEnd(state: JsonObject, place: Place): void {
  const ends = state.End === true;
  if (ends && 'Next' in state) reject(place, 'Only one of these fields is allowed: [Next, End]');
  else if (!ends && !('Next' in state)) reject(place, 'One of these fields is required: [Next, End]');
}
