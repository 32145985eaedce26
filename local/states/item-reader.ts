import type { ItemReader, MapState, ReaderConfig } from '../engine/definition.ts';
import { StateDataError, StatesError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { isObject, type Json, type JsonObject } from '../query/json.ts';
import { ITEM_FORMATS, ItemFormatError } from './item-formats.ts';
import { callS3, s3Parameters } from './map-s3.ts';
import { numberField } from './number-field.ts';

const FAILED = 'States.ItemReaderFailed';
/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html#itemreader-iteration-limit */
const MAX_ITEMS = 100_000_000;

/** What is to be read, before anything was. */
export type Reading = {
  readonly parameters: JsonObject;
  readonly maxItems: number;
};

/** Evaluates the reader's fields, and refuses what it cannot read before the run begins; a limit below 0 fails the run. */
export async function reading(reader: ItemReader, state: MapState, step: Step): Promise<Reading> {
  const { ReaderConfig: config = {} } = reader;
  if (loadsFiles(reader)) formatOf(config);
  const parameters = await s3Parameters('ItemReader', reader, state, step);
  const { MaxItems: literal, MaxItemsPath: path } = config;
  const maxItems = await numberField({ name: 'MaxItems', literal, path, kind: 'integer', min: -Infinity }, state, step);
  return { parameters, maxItems: Math.min(maxItems || MAX_ITEMS, MAX_ITEMS) };
}

/** The items of a file, or of a listing; LOAD_AND_FLATTEN reads every file that is listed. */
export async function readItems(reader: ItemReader, request: Reading, step: Step): Promise<readonly Json[]> {
  const { parameters, maxItems } = request;
  if (maxItems < 0) throw new StatesError(FAILED, 'field MaxItems must be positive');
  if (!lists(reader)) return (await fileItems(reader, parameters, step)).slice(0, maxItems);
  if (!loadsFiles(reader)) return listing(reader, parameters, maxItems, step);
  const items: Json[] = [];
  for (const { Key: key = null } of await listing(reader, parameters, MAX_ITEMS, step)) {
    if (items.length >= maxItems) break;
    items.push(...(await fileItems(reader, { Bucket: parameters.Bucket ?? null, Key: key }, step)));
  }
  return items.slice(0, maxItems);
}

function lists({ Resource }: ItemReader): boolean {
  return Resource.endsWith(':s3:listObjectsV2');
}

function loadsFiles(reader: ItemReader): boolean {
  return !lists(reader) || reader.ReaderConfig?.Transformation === 'LOAD_AND_FLATTEN';
}

function formatOf({ InputType = 'JSON' }: ReaderConfig) {
  if (InputType === 'MANIFEST' || InputType === 'PARQUET') {
    const known = Object.keys(ITEM_FORMATS).join(', ');
    throw new StateDataError(`The local engine cannot read an InputType of ${InputType} yet; it reads ${known}.`);
  }
  return ITEM_FORMATS[InputType];
}

async function fileItems(reader: ItemReader, parameters: JsonObject, step: Step): Promise<readonly Json[]> {
  const resource = reader.Resource.replace(/listObjectsV2$/, 'getObject');
  const { Body: body } = await callS3(resource, parameters, FAILED, step);
  const { ReaderConfig: config = {} } = reader;
  try {
    return formatOf(config)(typeof body === 'string' ? body : '', config);
  } catch (thrown) {
    if (thrown instanceof ItemFormatError) throw new StatesError(FAILED, thrown.message);
    throw thrown;
  }
}

/** Objects as S3 lists them, page by page, the time in seconds as AWS hands it to the items. */
async function listing(
  { Resource }: ItemReader,
  parameters: JsonObject,
  maxItems: number,
  step: Step,
): Promise<readonly JsonObject[]> {
  const objects: JsonObject[] = [];
  let page: JsonObject = {};
  do {
    const token = page.NextContinuationToken;
    const request = token === undefined ? parameters : { ...parameters, ContinuationToken: token };
    page = await callS3(Resource, request, FAILED, step);
    objects.push(...(Array.isArray(page.Contents) ? page.Contents.filter(isObject).map(listed) : []));
  } while (page.IsTruncated === true && objects.length < maxItems);
  return objects.slice(0, maxItems);
}

function listed({ ETag, Key, LastModified, Size, StorageClass }: JsonObject): JsonObject {
  return {
    Etag: ETag ?? null,
    Key: Key ?? null,
    LastModified: Math.floor(Date.parse(String(LastModified)) / 1000),
    Size: Size ?? 0,
    StorageClass: StorageClass ?? 'STANDARD',
  };
}
