import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { storageAndMessagingServices } from '../../../local/api/hosted-services.ts';
import type { Json, JsonObject } from '../../../local/query/json.ts';
import { fauxqsEngine } from '../../../local/resources/hosted/fauxqs-engine.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { named, TestEngine, type MachineRun } from '../../support/run-machine.ts';

const Bucket = 'items';
const s3 = fauxqsEngine();
let server: RunningServer;
let client: S3Client;
let engine: TestEngine;

beforeAll(async () => {
  server = await startServer({ port: 0, services: storageAndMessagingServices(s3) });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await s3.close();
});
beforeEach(() => {
  const fussy = (input: Json) => {
    if (input === 2) throw named('Even');
    return input;
  };
  engine = new TestEngine({ fussy }, () => 0.5, new MemoryStore(), server.url);
});

const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string): Promise<string> =>
  (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '';

const PASS = { Type: 'Pass', End: true };
const FUSSY = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'fussy', Payload: '{% $string($states.input) %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
};
/** A machine that is one distributed Map; its children hand back what they got, unless told otherwise. */
const distributed = (fields: object, work: object = PASS) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: work },
      },
      End: true,
      ...fields,
    },
  },
});
const reader = (ReaderConfig: object, Arguments: object, action = 'getObject') => ({
  ItemReader: { Resource: `arn:aws:states:::s3:${action}`, ReaderConfig, Arguments },
});
const types = ({ events }: MachineRun) => events.map(({ type }) => type);

describe('ItemReader', () => {
  const file = { Bucket, Key: '{% $states.input.key %}' };
  it.each<[string, object, string, Json]>([
    ['JSON', { InputType: 'JSON' }, '[1,{"a":2}]', [1, { a: 2 }]],
    ['JSON at a pointer', { InputType: 'JSON', ItemsPointer: '/a~1b/0' }, '{"a/b":[[7]]}', [7]],
    ['JSON, the first ones', { InputType: 'JSON', MaxItems: '{% 1 + 1 %}' }, '[1,2,3]', [1, 2]],
    ['JSONL', { InputType: 'JSONL' }, '{"a":1}\r\n\n[2]\n', [{ a: 1 }, [2]]],
    [
      'CSV',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      'a,b\n"x,y"\n1,2,3\n',
      [
        { a: 'x,y', b: '' },
        { a: '1', b: '2' },
      ],
    ],
    [
      'CSV with headers of its own and another delimiter',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['h'], CSVDelimiter: 'PIPE' },
      '\uFEFFa,b|c\n',
      [{ h: 'a,b' }],
    ],
  ])('reads %s', async (_name, config, body, expected) => {
    await put('file', body);
    const run = await engine.run(distributed(reader(config, file)), { key: 'file' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: expected });
    expect(run.events.find(({ type }) => type === 'MapStateStarted')?.details).toEqual({ length: 0 });
  });

  it.each<[string, object, string, string]>([
    ['what is no array', { InputType: 'JSON' }, '{"a":1}', 'Attempting to map over non-iterable node.'],
    ['what is no JSON', { InputType: 'JSONL' }, '1\nx', 'Line 2 of the file is not valid JSON'],
    ['a limit below 0', { InputType: 'JSON', MaxItems: '{% -1 %}' }, '[1]', 'field MaxItems must be positive'],
    ['what is no CSV', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'a\n"', 'The file is not valid CSV'],
  ])('fails the run over %s', async (_name, config, body, cause) => {
    await put('file', body);
    const run = await engine.run(distributed(reader(config, file)), { key: 'file' });
    expect(run).toMatchObject({ error: 'States.ItemReaderFailed', cause: expect.stringContaining(cause) });
    expect(types(run).slice(-4)).toEqual(['MapRunStarted', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });

  it("tells in S3's words what it could not read, and can be caught", async () => {
    const Catch = [
      { ErrorEquals: ['States.ItemReaderFailed'], Output: '{% $states.errorOutput.Cause %}', Next: 'Each' },
    ];
    const fallback = reader(
      { InputType: 'JSON' },
      { Bucket, Key: "{% $states.input.key ? $states.input.key : 'file' %}" },
    );
    await put('file', '["fallback"]');
    const run = await engine.run(distributed({ ...fallback, Catch }), { key: 'absent' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: ['fallback'] });
    const failed = run.events.find(({ type }) => type === 'MapRunFailed');
    expect(failed?.details).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; '),
    });
  });

  it('lists objects, or reads all that are listed', async () => {
    await put('list/1.json', '[1,2]');
    await put('list/2.json', '[3]');
    const at = { Bucket, Prefix: 'list/', MaxKeys: 1 };
    const listed = await engine.run(distributed(reader({}, at, 'listObjectsV2')));
    expect(listed.output).toMatchObject([
      {
        Key: 'list/1.json',
        Size: 5,
        Etag: expect.any(String),
        LastModified: expect.any(Number),
        StorageClass: 'STANDARD',
      },
      { Key: 'list/2.json', Size: 3 },
    ]);
    const config = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };
    expect((await engine.run(distributed(reader(config, at, 'listObjectsV2')))).output).toEqual([1, 2, 3]);
  });
});

it('takes its fields from paths in JSONPath', async () => {
  await put('file', '[1,2,3,4]');
  const machine = distributed({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' },
      Parameters: { 'Bucket.$': '$.bucket', Key: 'file' },
    },
    ItemBatcher: { MaxItemsPerBatchPath: '$.size', BatchInput: { 'from.$': '$.bucket' } },
  });
  const run = await engine.run({ ...machine, QueryLanguage: 'JSONPath' }, { bucket: Bucket, most: 3, size: 2 });
  const BatchInput = { from: Bucket };
  expect(run.output).toEqual([
    { BatchInput, Items: [1, 2] },
    { BatchInput, Items: [3] },
  ]);
});

describe('ItemBatcher', () => {
  it.each([
    [1, 'FAILED'],
    [2, 'SUCCEEDED'],
  ])('counts all items of a batch that failed: of two, %i may', async (ToleratedFailureCount, status) => {
    const fields = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount };
    expect(await engine.run(distributed(fields, { Type: 'Fail' }), [1, 2])).toMatchObject({ status });
  });

  it.each<[string, object, Json]>([
    ['a number of items', { MaxItemsPerBatch: 2 }, [{ Items: [1, 2] }, { Items: [3] }]],
    // {"Items":[1,2]} has 15 bytes.
    ['bytes', { MaxInputBytesPerBatch: 15 }, [{ Items: [1, 2] }, { Items: [3] }]],
    ['bytes, one too few', { MaxInputBytesPerBatch: 14 }, [{ Items: [1] }, { Items: [2] }, { Items: [3] }]],
    [
      'a number of items, with an input',
      { MaxItemsPerBatch: '{% $count($states.input) %}', BatchInput: { n: '{% $sum($states.input) %}' } },
      [{ BatchInput: { n: 6 }, Items: [1, 2, 3] }],
    ],
  ])('limits batches by %s', async (_name, ItemBatcher, expected) => {
    expect(await engine.run(distributed({ ItemBatcher }), [1, 2, 3])).toMatchObject({ output: expected });
  });

  it('batches what the selector made', async () => {
    const fields = { ItemBatcher: { MaxItemsPerBatch: 2 }, ItemSelector: '{% $states.context.Map.Item.Value * 10 %}' };
    expect(await engine.run(distributed(fields), [1, 2])).toMatchObject({ output: [{ Items: [10, 20] }] });
  });

  it('fails the run over an item that no batch can hold', async () => {
    const run = await engine.run(distributed({ ItemBatcher: { MaxInputBytesPerBatch: 20 } }), ['x'.repeat(20)]);
    expect(run).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: 'Item 0 needs 34 bytes with its batch, more than 20.',
    });
  });
});

describe('ResultWriter', () => {
  const writer = (more: object = {}) => ({
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Arguments: { Bucket, Prefix: 'runs' },
      ...more,
    },
  });
  const keyOf = (output: Json | undefined) => ((output as JsonObject).ResultWriterDetails as JsonObject).Key as string;
  const manifestOf = async (key: string) =>
    JSON.parse(await read(key)) as {
      readonly ResultFiles: Record<string, { readonly Key: string; readonly Size: number }[]>;
    };

  it('writes a file for each outcome and a manifest that lists them', async () => {
    const run = await engine.run(distributed({ ...writer(), ToleratedFailureCount: 1, Label: 'L' }, FUSSY), [1, 2]);
    const key = keyOf(run.output);
    const arn = (run.output as JsonObject).MapRunArn as string;
    expect(key).toBe(`runs/${arn.split(':').at(-1)}/manifest.json`);
    const { ResultFiles: files, ...manifest } = await manifestOf(key);
    expect(manifest).toEqual({ DestinationBucket: Bucket, MapRunArn: arn });
    expect(files.PENDING).toEqual([]);
    const [succeeded, failed] = await Promise.all([
      read(files.SUCCEEDED?.[0]?.Key ?? ''),
      read(files.FAILED?.[0]?.Key ?? ''),
    ]);
    expect(files.SUCCEEDED).toEqual([{ Key: key.replace('manifest', 'SUCCEEDED_0'), Size: succeeded.length }]);
    expect(JSON.parse(succeeded)).toMatchObject([{ Input: '1', Output: '1', Status: 'SUCCEEDED' }]);
    expect(JSON.parse(failed)).toMatchObject([{ Input: '2', Error: 'Even', Status: 'FAILED' }]);
    const { mapRuns } = engine.executions;
    expect(mapRuns.counts(mapRuns.get(arn)).executions).toMatchObject({ resultsWritten: 2, succeeded: 1, failed: 1 });
  });

  it('of a failed run, also what was never started', async () => {
    const run = await engine.run(distributed(writer(), FUSSY), [2, 3]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'Even' });
    const arn = run.events.find(({ type }) => type === 'MapRunStarted')?.details?.mapRunArn as string;
    const { PENDING: pending } = (await manifestOf(`runs/${arn.split(':').at(-1)}/manifest.json`)).ResultFiles;
    expect(JSON.parse(await read(pending?.[0]?.Key ?? ''))).toEqual([{ Input: '3', InputDetails: { Included: true } }]);
  });

  it.each<[string, string, string]>([
    ['COMPACT', 'JSON', '[[1],[2]]'],
    ['FLATTEN', 'JSON', '[1,2]'],
    ['FLATTEN', 'JSONL', '1\n2'],
  ])('writes %s as %s', async (Transformation, OutputType, expected) => {
    const WriterConfig = { Transformation, OutputType };
    const run = await engine.run(distributed(writer({ WriterConfig })), [[1], [2]]);
    const { SUCCEEDED: files } = (await manifestOf(keyOf(run.output))).ResultFiles;
    expect(await read(files?.[0]?.Key ?? '')).toBe(expected);
  });

  it('shapes the result alone when it has nowhere to write to', async () => {
    const ResultWriter = { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } };
    expect(await engine.run(distributed({ ResultWriter }), [[1], [2]])).toMatchObject({ output: [1, 2] });
  });

  it('fails the run when S3 refuses', async () => {
    const run = await engine.run(distributed(writer({ Arguments: { Bucket: 'absent' } })), [1]);
    expect(run).toMatchObject({
      error: 'States.ResultWriterFailed',
      cause: expect.stringContaining('Error Code: NoSuchBucket'),
    });
  });
});
