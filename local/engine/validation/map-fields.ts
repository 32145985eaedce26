import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import { isJsonataExpression } from '../../query/jsonata.ts';
import { member, reject, type Place } from './diagnostic.ts';
import { checkExpression, jsonataTemplate } from './expressions.ts';
import { checkOneOf, type Check, type FieldTable } from './fields.ts';
import { isDistributed } from './graph.ts';
import { referencePath } from './paths.ts';
import { s3Resource } from './resources.ts';
import { template } from './templates.ts';
import { expected, integer, listOf, nonEmptyString, object, oneOf, orExpression, string } from './values.ts';

/** Bytes of a batch: one state's input. */
const MAX_BATCH_BYTES = 262_144;
const MAX_LABEL_LENGTH = 40;
/** Blanks, wildcards, brackets, what ARNs and shells treat specially, control characters. */
const LABEL_REFUSES = /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u;

const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'];
const READABLE = ['CSV', 'JSON', 'JSONL'];
const inputType: Check = (value, place) => {
  oneOf('InputType', INPUT_TYPES)(value, place);
  if (!place.machine.runs || typeof value !== 'string' || !INPUT_TYPES.includes(value) || READABLE.includes(value))
    return;
  reject(place, `the local engine cannot read an InputType of ${value} yet; it reads ${READABLE.join(', ')}`);
};

const READER_CONFIG: FieldTable = {
  InputType: { check: inputType },
  ManifestType: { check: oneOf('ManifestType', ['ATHENA_DATA', 'S3_INVENTORY']) },
  Transformation: { check: oneOf('Transformation', ['NONE', 'LOAD_AND_FLATTEN']) },
  CSVDelimiter: { check: oneOf('CSVDelimiter', ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']) },
  CSVHeaderLocation: { check: oneOf('CSVHeaderLocation', ['FIRST_ROW', 'GIVEN']) },
  CSVHeaders: { check: listOf((header, place) => string(header, place)) },
  ItemsPointer: { check: string },
  MaxItems: { check: orExpression(integer({ min: 0 })) },
  MaxItemsPath: { check: referencePath, only: 'JSONPath' },
};

export const itemReader = object({
  Resource: { check: s3Resource(['getObject', 'listObjectsV2']), required: true },
  ReaderConfig: { check: object(READER_CONFIG) },
  Parameters: { check: template, only: 'JSONPath' },
  Arguments: { check: template, only: 'JSONata' },
});

export const itemBatcher = object({
  BatchInput: { check: template },
  MaxItemsPerBatch: { check: orExpression(integer({ min: 1 })) },
  MaxItemsPerBatchPath: { check: referencePath, only: 'JSONPath' },
  MaxInputBytesPerBatch: { check: orExpression(integer({ min: 1, max: MAX_BATCH_BYTES })) },
  MaxInputBytesPerBatchPath: { check: referencePath, only: 'JSONPath' },
});

export const resultWriter = object({
  Resource: { check: s3Resource(['putObject']) },
  WriterConfig: {
    check: object({
      Transformation: { check: oneOf('Transformation', ['NONE', 'COMPACT', 'FLATTEN']) },
      OutputType: { check: oneOf('OutputType', ['JSON', 'JSONL']) },
    }),
  },
  Parameters: { check: template, only: 'JSONPath' },
  Arguments: { check: template, only: 'JSONata' },
});

export const processorConfig = object({
  Mode: { check: oneOf('Mode', ['INLINE', 'DISTRIBUTED']) },
  ExecutionType: { check: oneOf('ExecutionType', ['STANDARD', 'EXPRESS']) },
});

/** JSONata: an array or object, or an expression that yields one. */
export const items: Check = (value, place) => {
  if (isJsonataExpression(value)) checkExpression(value, place);
  else if (isObject(value) && place.machine.runs) {
    reject(place, 'the local engine cannot run an iteration for each member of an object yet; it takes an array');
  } else if (Array.isArray(value) || isObject(value)) jsonataTemplate(value, place);
  else expected('Array', place);
};

export const label: Check = (value, place) => {
  nonEmptyString(value, place);
  if (typeof value !== 'string' || value === '') return;
  const refused = LABEL_REFUSES.exec(value)?.[0];
  if (value.length > MAX_LABEL_LENGTH) {
    reject(place, `Label cannot exceed ${MAX_LABEL_LENGTH} characters`, 'INVALID_LABEL_NAME');
  } else if (refused !== undefined) {
    reject(place, `Label contains invalid character: '${refused}'`, 'INVALID_LABEL_NAME');
  }
};

const PATH_ALTERNATIVES = ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];
// AWS takes tolerated failures and a label on an inline Map too, where they mean nothing; these would change its data.
const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter'];

/** What a Map's fields demand of each other. https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
export function checkMap(state: JsonObject, place: Place): void {
  checkOneOf(state, ['ItemProcessor', 'Iterator'], place, true);
  checkOneOf(state, ['ItemSelector', 'Parameters'], place);
  for (const name of PATH_ALTERNATIVES) checkOneOf(state, [name, `${name}Path`], place);
  checkBatcher(state.ItemBatcher, member(place, 'ItemBatcher'));
  const processor = state.ItemProcessor;
  if (!isObject(processor) || !isDistributed(processor)) {
    for (const name of DISTRIBUTED_ONLY) {
      if (name in state) reject(place, `Field '${name}' is only supported when the processor mode is 'DISTRIBUTED'`);
    }
    return;
  }
  const at = member(member(place, 'ItemProcessor'), 'ProcessorConfig');
  if (!('ExecutionType' in (processor.ProcessorConfig as JsonObject))) {
    reject(at, 'These fields are required: [ExecutionType]');
  }
  if (place.machine.type === 'EXPRESS') reject(at, "Express state machine does not support 'DISTRIBUTED' Map states");
}

function checkBatcher(batcher: Json | undefined, place: Place): void {
  if (!isObject(batcher)) return;
  const limits = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'];
  for (const name of limits) checkOneOf(batcher, [name, `${name}Path`], place);
  const any = limits.some((name) => name in batcher || `${name}Path` in batcher);
  if (!any) reject(place, `One of these fields is required: [${limits.join(', ')}]`);
}

/** Labels name the runs of a machine's distributed Maps, so that each may stand once. */
export function checkLabels(states: readonly { readonly state: JsonObject; readonly place: Place }[]): void {
  const seen = new Set<string>();
  for (const { state, place } of states) {
    if (state.Type !== 'Map' || typeof state.Label !== 'string') continue;
    if (seen.has(state.Label))
      reject(member(place, 'Label'), `Duplicate Label: ${state.Label}`, 'DUPLICATE_LABEL_NAME');
    seen.add(state.Label);
  }
}
