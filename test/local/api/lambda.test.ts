import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { lambdaService } from '../../../local/api/lambda.ts';
import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { FunctionRegistry } from '../../../local/resources/lambda/registry.ts';
import { ZipCode } from '../../../local/resources/lambda/zip-code.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

let server: RunningServer;
let functions: FunctionRegistry;
let client: LambdaClient;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-api-'));
  functions = new FunctionRegistry({ clock: simulatedClock(), endpoint: 'http://127.0.0.1:4566' });
  const zipCode = new ZipCode(join(directory, 'code'));
  server = await startServer({ port: 0, services: [lambdaService({ functions, zipCode: () => zipCode })] });
  client = new LambdaClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});

afterEach(async () => {
  client.destroy();
  await functions.close();
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const answering = (text: string) =>
  zip({ 'index.mjs': `export const handler = async () => ${JSON.stringify(text)} + (process.env.MARK ?? '')` });

function zip(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, source]) => [name, strToU8(source)])));
}

function create(settings: { readonly FunctionName: string; readonly ZipFile: Uint8Array; readonly Runtime?: string }) {
  const { ZipFile, Runtime = 'nodejs24.x', FunctionName } = settings;
  return client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: Runtime as 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/any',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
}

async function invoked(FunctionName: string): Promise<unknown> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Payload?.transformToString() ?? 'null');
}

describe('functions that the API creates', () => {
  it('run the code of their archive, then their new code, with their new settings', async () => {
    const created = await create({ FunctionName: 'greet', ZipFile: answering('first') });
    expect(created).toMatchObject({
      State: 'Active',
      Timeout: 3,
      MemorySize: 128,
      CodeSize: answering('first').length,
    });
    expect(await invoked('greet')).toBe('first');

    const updated = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'greet', ZipFile: answering('second') }),
    );
    expect(updated.CodeSha256).not.toBe(created.CodeSha256);
    await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'greet',
        Timeout: 9,
        Environment: { Variables: { MARK: '!' } },
      }),
    );
    expect(await invoked('greet')).toBe('second!');
    const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'greet' }));
    expect(configuration).toMatchObject({ Timeout: 9, Handler: 'index.handler', CodeSha256: updated.CodeSha256 });
  });

  it('are gone after DeleteFunction, and so is their code', async () => {
    await create({ FunctionName: 'brief', ZipFile: answering('x') });
    expect(readdirSync(join(directory, 'code'))).toHaveLength(1);
    await client.send(new DeleteFunctionCommand({ FunctionName: 'brief' }));
    expect(readdirSync(join(directory, 'code'))).toHaveLength(0);
    await expect(client.send(new GetFunctionCommand({ FunctionName: 'brief' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('take permissions and versions', async () => {
    await create({ FunctionName: 'called', ZipFile: answering('x') });
    const { Statement = '' } = await client.send(
      new AddPermissionCommand({
        FunctionName: 'called',
        StatementId: 'events',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
      }),
    );
    expect(JSON.parse(Statement)).toMatchObject({ Sid: 'events', Principal: { Service: 'events.amazonaws.com' } });
    expect(await client.send(new PublishVersionCommand({ FunctionName: 'called' }))).toMatchObject({ Version: '1' });
    expect(await invoked('called:1')).toBe('x');
  });
});

describe('what CreateFunction refuses', () => {
  it('a name that is taken', async () => {
    await create({ FunctionName: 'one', ZipFile: answering('x') });
    await expect(create({ FunctionName: 'one', ZipFile: answering('y') })).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    expect(await invoked('one')).toBe('x');
  });

  it('a runtime that cannot run here, by name', async () => {
    await expect(
      create({ FunctionName: 'snake', ZipFile: answering('x'), Runtime: 'python3.13' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringContaining('python3.13') });
  });

  it('what is no archive', async () => {
    await expect(create({ FunctionName: 'torn', ZipFile: strToU8('no zip') })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('Could not unzip'),
    });
  });

  it.each(['../escaped.mjs', '/escaped.mjs', 'a/../../escaped.mjs', 'a\\..\\..\\escaped.mjs'])(
    'an archive with the entry %s, of which nothing is written',
    async (name) => {
      await expect(create({ FunctionName: 'slip', ZipFile: zip({ [name]: 'x' }) })).rejects.toMatchObject({
        message: expect.stringContaining('outside of its own directory'),
      });
      expect(existsSync(join(directory, 'escaped.mjs'))).toBe(false);
      expect(existsSync(join(directory, 'code', 'escaped.mjs'))).toBe(false);
    },
  );
});
