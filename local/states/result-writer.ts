import type { ResultWriter, WriterConfig } from '../engine/definition.ts';
import type { Step } from '../engine/step.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { callS3 } from './map-s3.ts';
import { executionSummary } from './execution-summary.ts';

/** Where the results of a run go; `prefix` is '' without one. */
export type Destination = { readonly bucket: string; readonly prefix: string };

export function destinationOf({ Bucket: bucket, Prefix: prefix }: JsonObject): Destination {
  return { bucket: String(bucket), prefix: typeof prefix === 'string' ? prefix : '' };
}

/** What became of a run's children, in order. */
export interface RunResults {
  readonly mapRunArn: string;
  readonly records: readonly ExecutionRecord[];
  /** Inputs of those that were never started, because the run failed before. */
  readonly pending: readonly Json[];
}

const CONTENT_TYPE = { JSON: 'application/json', JSONL: 'application/jsonl' } as const;

/**
 * Writes a file for each outcome that occurred, then the manifest that lists them, and answers what the Map returns.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export async function writeResults(
  { Resource: resource = '', WriterConfig: given }: ResultWriter,
  { bucket, prefix }: Destination,
  { mapRunArn, records, pending }: RunResults,
  step: Step,
): Promise<JsonObject> {
  const folder = [...(prefix === '' ? [] : [prefix.replace(/\/$/, '')]), mapRunArn.split(':').at(-1)].join('/');
  const put = async (name: string, body: string, type: string): Promise<JsonObject> => {
    const key = `${folder}/${name}`;
    const parameters = { Bucket: bucket, Key: key, Body: body, ContentType: type };
    await callS3(resource, parameters, 'States.ResultWriterFailed', step);
    return { Key: key, Size: Buffer.byteLength(body) };
  };

  const config = { Transformation: 'NONE', OutputType: 'JSON', ...given } as const;
  const succeeded = records.filter(({ status }) => status === 'SUCCEEDED');
  const others = records.filter(({ status }) => status !== 'SUCCEEDED');
  const results = {
    FAILED: transformed(others, config),
    PENDING: pending.map((input) => ({ Input: JSON.stringify(input), InputDetails: { Included: true } })),
    SUCCEEDED: transformed(succeeded, config),
  };
  const files: Record<string, Json> = {};
  for (const [outcome, listed] of Object.entries(results)) {
    const name = `${outcome}_0.${config.OutputType.toLowerCase()}`;
    files[outcome] =
      listed.length === 0 ? [] : [await put(name, asText(listed, config), CONTENT_TYPE[config.OutputType])];
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files };
  const { Key: key = null } = await put('manifest.json', JSON.stringify(manifest), CONTENT_TYPE.JSON);
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

/** What failed is always told in full. */
export function transformed(
  records: readonly ExecutionRecord[],
  { Transformation: shape }: WriterConfig,
): readonly Json[] {
  return records.flatMap((record) => {
    if (shape === 'NONE' || record.status !== 'SUCCEEDED') return [executionSummary(record)];
    const output = JSON.parse(record.output ?? 'null') as Json;
    return shape === 'FLATTEN' && Array.isArray(output) ? output : [output];
  });
}

export function asText(results: readonly Json[], { OutputType: type }: WriterConfig): string {
  return type === 'JSONL' ? results.map((result) => JSON.stringify(result)).join('\n') : JSON.stringify(results);
}
