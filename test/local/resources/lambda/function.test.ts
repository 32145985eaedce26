import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../../local/system-clock.ts';
import { settle, simulatedClock } from '../../../support/simulated-clock.ts';
import { lambdaSandbox } from './functions.ts';

const clock = simulatedClock();
const lambda = lambdaSandbox(clock);
// Only memory is watched in real time.
const realTime = lambdaSandbox(systemClock({ timeScale: 1 }));
afterAll(() => Promise.all([lambda.close(), realTime.close()]));

describe('a handler', () => {
  it.each([
    ['async', 'export const handler = async (event) => ({ got: event.x });'],
    ['returning at once', 'export const handler = (event) => ({ got: event.x });'],
    ['calling back', 'export const handler = (event, context, callback) => { callback(null, { got: event.x }); };'],
  ])('may be %s', async (_, source) => {
    const { functionError, answer } = await lambda.run(source, { x: 1 });
    expect({ functionError, answer }).toEqual({ functionError: undefined, answer: { got: 1 } });
  });

  it.each(['async () => {}', '() => undefined', 'async () => new Promise(() => {})', '(e, c, callback) => {}'])(
    'answers null when it is %s',
    async (handler) => {
      expect((await lambda.run(`export const handler = ${handler};`)).payload).toBe('null');
    },
  );

  it('may be CommonJS with files and nested exports of its own, whatever package.json lies above', async () => {
    const files = {
      'app.js': 'const { twice } = require("./twice"); exports.api = { run: async (n) => twice(n) };',
      'twice.js': 'module.exports.twice = (n) => 2 * n;',
    };
    const name = lambda.create(files, { handler: 'app.api.run' });
    expect(await lambda.registry.invoke(name, '21')).toMatchObject({ payload: '42' });
  });

  it('may be .cjs, or .js in a package of modules', async () => {
    const cjs = lambda.create({ 'index.cjs': 'exports.handler = async () => typeof require;' });
    const esm = lambda.create({
      'package.json': '{"type":"module"}',
      'index.js': 'export const handler = async () => typeof require;',
    });
    expect((await lambda.registry.invoke(cjs, '{}')).payload).toBe('"function"');
    expect((await lambda.registry.invoke(esm, '{}')).payload).toBe('"undefined"');
  });

  it('sees its own environment, context and trace id, and nothing of this process', async () => {
    process.env['SECRET_OF_THE_SERVER'] = 'x';
    const source = `export const handler = async (event, context) => ({
      env: process.env, left: context.getRemainingTimeInMillis(), ...context });`;
    const settings = { name: 'context', environment: { TABLE: 'orders' }, memoryMb: 256, timeoutSeconds: 7 };
    const first = await lambda.run(source, {}, settings);
    delete process.env['SECRET_OF_THE_SERVER'];
    expect(first.answer).toMatchObject({
      awsRequestId: first.requestId,
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:context',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/context',
      env: {
        TABLE: 'orders',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'context',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      },
    });
    expect(first.answer['left']).toBeGreaterThan(6000);
    expect(first.answer['env']).not.toHaveProperty('SECRET_OF_THE_SERVER');
    const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const second = await lambda.registry.invoke('context', '{}', { traceId });
    expect(JSON.parse(second.payload)).toMatchObject({ env: { _X_AMZN_TRACE_ID: traceId } });
  });

  it('keeps its module state between invocations, and its logs apart', async () => {
    const source = 'let n = 0; export const handler = async () => { console.log(`call ${++n}`); return n; };';
    const name = lambda.create({ 'index.mjs': source });
    const first = await lambda.registry.invoke(name, '{}');
    const second = await lambda.registry.invoke(name, '{}');
    expect([first.payload, second.payload]).toEqual(['1', '2']);
    expect(second.logs).toMatch(/^START RequestId: \S+ Version: \$LATEST\ncall 2\nEND RequestId: .*\nREPORT /);
  });

  it('has all its output drained before the answer', async () => {
    const source = `console.log('loading');
      export const handler = async () => {
        for (let i = 0; i < 1000; i++) console.log('line ' + i);
        console.error('to stderr'); process.stdout.write(Buffer.from('raw'));
      };`;
    const { logs } = await lambda.run(source);
    expect(logs).toContain('loading\nline 0\n');
    expect(logs).toContain('line 999\nto stderr\nrawEND');
  });

  it('runs at the same time in as many environments as there are invocations', async () => {
    // Each waits for the other through shared memory that only a second environment could reach: a file.
    const source = `import { existsSync, writeFileSync } from 'node:fs';
      export const handler = async ({ mine, theirs }) => {
        writeFileSync(process.env.LAMBDA_TASK_ROOT + mine, '');
        while (!existsSync(process.env.LAMBDA_TASK_ROOT + theirs)) await new Promise((r) => setTimeout(r, 1));
        return 'met';
      };`;
    const name = lambda.create({ 'index.mjs': source });
    const results = await Promise.all([
      lambda.registry.invoke(name, '{"mine":"/a","theirs":"/b"}'),
      lambda.registry.invoke(name, '{"mine":"/b","theirs":"/a"}'),
    ]);
    expect(results.map((result) => result.payload)).toEqual(['"met"', '"met"']);
  });

  it('has a few environments to itself and shares the rest with other functions', async () => {
    const crowded = lambdaSandbox(systemClock({ timeScale: 1 }), 10);
    try {
      // Waits longer than a queue is left alone, so that each function would like to have more.
      const source = `import { threadId } from 'node:worker_threads';
        export const handler = () => new Promise((resolve) => setTimeout(resolve, 150, threadId));`;
      const names = ['one', 'two'].map((name) => crowded.create({ 'index.mjs': source }, { name }));
      const calls = names.flatMap((name) => Array.from({ length: 20 }, () => crowded.registry.invoke(name, '{}')));
      const threads = (await Promise.all(calls)).map(({ payload }) => payload);
      expect(threads.filter((thread) => /^\d+$/.test(thread))).toHaveLength(40);
      expect(new Set(threads).size).toBeLessThanOrEqual(10);
    } finally {
      await crowded.close();
    }
  });
});

describe('a failure', () => {
  it.each([
    ['an error', 'throw new RangeError("too far")', 'RangeError', 'too far'],
    ['an error of its own name', 'throw Object.assign(new Error("later"), { name: "Busy" })', 'Busy', 'later'],
    ['a string', 'throw "plain"', 'string', 'plain'],
    ['a BigInt as the answer', 'return { n: 1n }', 'Runtime.MarshalError', 'Unable to stringify response body'],
    ['an answer over 6 MB', 'return "x".repeat(7e6)', 'Function.ResponseSizeTooLarge', '(6291556 bytes)'],
    ['exit 0', 'process.exit(0)', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
    ['exit 3', 'process.exit(3)', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ['a kill', 'process.kill(process.pid, "SIGKILL")', 'Runtime.ExitError', 'error: signal: killed'],
    ['a kill of all', '(await import("node:process")).kill(0)', 'Runtime.ExitError', 'error: signal: terminated'],
    ['an abort', 'process.abort()', 'Runtime.ExitError', 'error: signal: aborted'],
    ['a late throw', 'setTimeout(() => { throw new Error("late") }); await new Promise(() => {})', 'Error', 'late'],
    [
      'a forgotten rejection',
      'Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 1000))',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
  ])('by %s is an answer, and the next invocation works', async (_, body, errorType, message) => {
    const source = `export const handler = async (event) => { if (event.ok) return 'fine'; ${body} };`;
    const { functionError, answer, executedVersion } = await lambda.run(
      source,
      {},
      { name: `fails-${_}`, memoryMb: 64 },
    );
    expect({ functionError, executedVersion, errorType: answer['errorType'] }).toEqual({
      functionError: 'Unhandled',
      executedVersion: '$LATEST',
      errorType,
    });
    expect(answer['errorMessage']).toContain(message);
    expect(await lambda.registry.invoke(`fails-${_}`, '{"ok":true}')).toMatchObject({ payload: '"fine"' });
  });

  it.each([
    ['objects', 'for (let i = 0; ; i++) kept.push({ i })'],
    ['buffers', 'for (;;) kept.push(Buffer.alloc(1e7, 1))'],
    ['large arrays', 'for (;;) kept.push(new Array(1e6).fill(1))'],
    ['promises', 'for (;;) { kept.push(new Array(100).fill(kept.length)); await null; }'],
  ])('by %s beyond the memory size leaves the server alive', async (_, body) => {
    const source = `export const handler = async () => { const kept = []; ${body} };`;
    const { answer } = await realTime.run(source, {}, { memoryMb: 64, timeoutSeconds: 900 });
    expect(answer).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect(answer['errorMessage']).toMatch(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/);
  });

  it('carries a trace that starts with the error', async () => {
    const { answer } = await lambda.run('export const handler = async () => { throw new TypeError("bad") };');
    const trace = answer['trace'] as string[];
    expect(trace[0]).toBe('TypeError: bad');
    expect(trace[1]).toContain('index.mjs:1:');
    expect(trace.every((line) => line.length < 300)).toBe(true);
  });

  it.each([
    ['Runtime.ImportModuleError', 'other.handler', 'export const handler = 1;'],
    ['Runtime.ImportModuleError', 'index.handler', 'import "no-such-package"; export const handler = () => 1;'],
    ['Runtime.HandlerNotFound', 'index.missing', 'export const handler = () => 1;'],
    ['Runtime.UserCodeSyntaxError', 'index.handler', 'export const handler = (;'],
    ['Runtime.MalformedHandlerName', 'index', 'export const handler = () => 1;'],
    ['TypeError', 'index.handler', 'null.x; export const handler = () => 1;'],
    ['Runtime.ExitError', 'index.handler', 'process.exit(1); export const handler = () => 1;'],
  ])('to load is %s', async (errorType, handler, source) => {
    const { functionError, answer } = await lambda.run(source, {}, { handler });
    expect({ functionError, errorType: answer['errorType'] }).toEqual({ functionError: 'Unhandled', errorType });
  });
});

describe('the timeout', () => {
  it.each(['for (;;);', 'await new Promise((r) => setTimeout(r, 1e9));'])(
    'ends %s with the error of Lambda',
    async (body) => {
      const name = lambda.create({
        'index.mjs': `import { writeFileSync } from 'node:fs';
        export const handler = async () => { console.log('started'); writeFileSync(process.env.LAMBDA_TASK_ROOT + '/on', ''); ${body} };`,
      });
      const running = lambda.registry.invoke(name, '{}');
      const started = path.join(lambda.registry.get(name).configuration.taskRoot, 'on');
      while (!existsSync(started)) await settle();
      await clock.advance(3000);
      const { functionError, payload, logs, requestId } = await running;
      expect(functionError).toBe('Unhandled');
      expect(JSON.parse(payload)).toEqual({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
      });
      expect(logs).toContain('Task timed out after 3.00 seconds');
    },
  );
});

describe('an invocation', () => {
  it('marks work in flight until its end', async () => {
    const running = lambda.run('export const handler = async () => 1;');
    expect(clock.inFlight()).toBe(1);
    await running;
    expect(clock.inFlight()).toBe(0);
  });

  it('can be abandoned', async () => {
    const abort = new AbortController();
    const name = lambda.create({ 'index.mjs': 'export const handler = () => new Promise((r) => setTimeout(r, 50));' });
    const running = lambda.registry.invoke(name, '{}', { signal: abort.signal });
    abort.abort(new Error('execution stopped'));
    await expect(running).rejects.toThrow('execution stopped');
  });

  it('refuses a payload that is not JSON', async () => {
    const name = lambda.create({ 'index.mjs': 'export const handler = async (event) => event;' });
    await expect(lambda.registry.invoke(name, '{"x":')).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    expect((await lambda.registry.invoke(name, '')).payload).toBe('{}');
  });

  it('in flight gets an error when its function is closed', async () => {
    const name = lambda.create({ 'index.mjs': 'export const handler = () => new Promise((r) => setTimeout(r, 1e6));' });
    const running = lambda.registry.invoke(name, '{}');
    await lambda.registry.delete(name);
    expect(JSON.parse((await running).payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});
