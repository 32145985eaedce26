import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { callLogs } from '../support/logs-api.ts';
import { MODEL_ROUTER, RunningApp } from '../support/running-app.ts';

/** What operators and starters run, as they run it, against the app on the local cloud. */
const folder = mkdtempSync(join(tmpdir(), 'signalbox-scripts-'));
let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

async function script(name: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `scripts/${name}.ts`, ...args]);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}
const here = (name: string, ...args: string[]) => script(name, ...args, '--url', app.cloud.url);
/** Nobody listens on it. */
const NOWHERE = ['--url', 'http://127.0.0.1:1'];

describe('breakers', () => {
  const HAIKU = 'us-east-1/us.anthropic.claude-haiku-5-5';

  it('shows all of them', async () => {
    const { code, stdout } = await here('breakers');
    expect(code).toBe(0);
    for (const profile of ['us', 'global']) {
      for (const tier of ['haiku', 'sonnet', 'opus']) {
        expect(stdout).toMatch(new RegExp(`^  ${profile}\\.anthropic\\.claude-${tier}-5-5 +CLOSED +0 `, 'm'));
      }
    }
  });

  it('forces some, which other models answer for, and releases them', async () => {
    const opened = await here('breakers', 'open', '*haiku*', '--reason', 'bad answers', '--as', 'ann');
    expect(opened.stdout.split('\n')[0]).toBe(`${HAIKU}: CLOSED → FORCED_OPEN (bad answers, by ann)`);
    const { parsed } = await app.execute(MODEL_ROUTER, { prompt: 'hello', tier: 'haiku' });
    expect(parsed).toMatchObject({ model: { tier: 'sonnet' }, attempts: [{ outcome: 'BreakerOpen' }, {}, {}] });
    const shown = await here('breakers', 'show', 'haiku');
    expect(shown.stdout).toMatch(/us\.anthropic\.claude-haiku-5-5 +FORCED_OPEN .* by ann since .*: bad answers$/m);
    expect(shown.stdout).not.toContain('opus');

    const again = await here('breakers', 'open', 'haiku', '--reason', 'again', '--as', 'bob');
    expect(again.stdout).toMatch(/nothing changed, it is FORCED_OPEN since .* \(bad answers, by ann\)/);
    const released = await here('breakers', 'release', 'haiku', '--as', 'bob');
    expect(released.stdout).toContain(`${HAIKU}: FORCED_OPEN → CLOSED (released, by bob)`);
    const history = await here('breakers', 'history', HAIKU);
    expect(history.stdout.match(/(CLOSED → FORCED_OPEN|FORCED_OPEN → CLOSED) .*/g)?.map((line) => line.trim())).toEqual(
      ['CLOSED → FORCED_OPEN  ann  bad answers', 'FORCED_OPEN → CLOSED  bob'],
    );
  });

  it('makes each change an event and a metric', async () => {
    const settings = {
      endpoint: app.cloud.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    };
    const [events, sqs] = [new EventBridgeClient(settings), new SQSClient(settings)];
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'watch' }));
    const EventPattern = JSON.stringify({ source: ['signalbox'], 'detail-type': ['CircuitBreakerChanged'] });
    await events.send(new PutRuleCommand({ Name: 'watch', EventPattern }));
    const Arn = 'arn:aws:sqs:us-east-1:000000000000:watch';
    await events.send(new PutTargetsCommand({ Rule: 'watch', Targets: [{ Id: 'queue', Arn }] }));

    await here('breakers', 'closed', 'us.anthropic.claude-opus-5-5', '--reason', 'we know', '--as', 'ann');
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const breaker = 'us-east-1/us.anthropic.claude-opus-5-5';
    expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
      detail: { breaker, from: 'CLOSED', to: 'FORCED_CLOSED', operator: 'ann', why: 'we know' },
    });
    // What a function prints reaches its log a moment after its answer.
    let metrics: readonly object[] = [];
    while (metrics.length === 0)
      metrics = (await logged('BreakerTransition')).filter((line) => breaker === line.breaker);
    expect(metrics).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Namespace: 'GenAIWorkflows', Dimensions: [['breaker']] }] },
        BreakerTransition: 1,
      },
    ]);
    events.destroy();
    sqs.destroy();
  });

  async function logged(filterPattern: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const logGroupName = '/aws/lambda/signalbox-operate-breakers';
    const { events } = await callLogs<{ readonly events: readonly { readonly message: string }[] }>(
      app.cloud.url,
      'FilterLogEvents',
      { logGroupName, filterPattern },
    );
    return events.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
  }

  it('answers in JSON, too', async () => {
    const { stdout } = await here('breakers', 'show', 'sonnet', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ breakers: [{ state: 'CLOSED' }, { state: 'CLOSED' }] });
  });

  it.each([
    [
      'an unknown breaker',
      ['open', 'gpt', '--reason', 'x'],
      /none is called 'gpt'; there are us-east-1\/us\.anthropic/,
    ],
    ['no reason', ['open', 'opus'], /open needs --reason TEXT/],
    ['a blank reason', ['open', 'opus', '--reason', ' '], /reason: must not be blank/],
    ['no name', ['release'], /release needs the NAME of a breaker/],
    ['a pattern that the shell has expanded', ['open', 'README.md', 'docs'], /takes one NAME, not 2; quote a pattern/],
    ['an unknown command', ['shut', 'opus'], /no command 'shut'; there are show, open/],
    ['an unknown option', ['open', 'opus', '--resaon', 'x'], /Unknown option '--resaon'/],
    ['the prefix of no deployment', ['--prefix', 'team-a'], /no function team-a-signalbox-operate-breakers/],
    ['two places', ['--aws'], /--aws and --url exclude each other/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await here('breakers', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('budgets', () => {
  it('sets limits, keeps those that it is not told of, and clears them', async () => {
    const set = await here('budgets', 'set', 'acme', '--day-tokens', '100000', '--month-usd', '50');
    expect(set).toEqual({ code: 0, stdout: 'acme may use at most 100,000 tokens a day, $50.00 a month\n', stderr: '' });
    const less = await here('budgets', 'set', 'acme', '--day-usd', '5', '--day-tokens', 'none');
    expect(less.stdout).toBe('acme may use at most $5.00 a day, $50.00 a month\n');
    expect((await here('budgets', 'clear', 'acme')).stdout).toContain('before it was at most $5.00 a day');
    expect((await here('budgets', 'clear', 'acme')).stdout).toBe('acme had no limits\n');
  });

  it('shows what an execution has used, and that the limit holds', async () => {
    await here('budgets', 'set', 'shop', '--day-usd', '0.5', '--day-tokens', '2000000');
    const ask = (prompt: string) => app.execute(MODEL_ROUTER, { prompt, tier: 'haiku', clientId: 'shop' });
    const { parsed } = await ask('hello');
    const { costUsd } = parsed as { readonly costUsd: number };
    const { stdout } = await here('budgets', 'show', 'shop', '--json');
    const { limits, reservations } = JSON.parse(stdout) as { limits: readonly object[]; reservations: unknown };
    expect(limits).toContainEqual({ period: 'day', unit: 'usd', committed: costUsd, limit: 0.5, share: costUsd / 0.5 });
    expect(reservations).toEqual([]);
    const shown = await here('budgets', 'show', 'shop');
    expect(shown.stdout).toMatch(/today +\d+ tokens +2,000,000 tokens +0 %/);
    await here('budgets', 'set', 'shop', '--day-usd', '0');
    expect((await ask('hello again')).error).toBe('BudgetExceeded');
  });

  it.each([
    ['no command', [], /a command is missing; there are set, show and clear/],
    ['no client', ['show'], /show takes one CLIENT/],
    ['no limit', ['set', 'acme'], /set needs a limit: --day-tokens/],
    [
      'half a token',
      ['set', 'acme', '--day-tokens', '0.5'],
      /--day-tokens takes a whole number of tokens, or none, not '0.5'/,
    ],
    ['words for dollars', ['set', 'acme', '--month-usd', 'ten'], /--month-usd takes US dollars/],
    ['limits to show', ['show', 'acme', '--day-usd', '1'], /show takes no limits/],
    ['the prefix of no deployment', ['show', 'acme', '--prefix', 'b-'], /there is no table b-signalbox-budgets/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await here('budgets', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('execute', () => {
  const input = (request: object) => {
    const file = join(folder, 'input.json');
    writeFileSync(file, JSON.stringify(request));
    return file;
  };
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const execution = (name: string) => `${MODEL_ROUTER.replace('stateMachine', 'execution')}:${name}`;

  it('starts an execution and prints its output', async () => {
    const file = input({ prompt: 'hello', tier: 'haiku' });
    const { code, stdout, stderr } = await here('execute', 'model-router', file);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model: { tier: 'haiku' } });
    expect(stderr).toContain('  Call model\n');
  });

  it('starts one with an idempotency key once, whatever comes with the key later', async () => {
    const request = { prompt: 'hello', tier: 'haiku', idempotencyKey: 'order-7', clientId: 'acme' };
    const first = await here('execute', 'model-router', input(request));
    expect(first.stderr.split('\n')[0]).toBe(execution(hash('acme\norder-7')));
    const second = await here('execute', 'model-router', input({ ...request, tier: 'opus' }));
    expect(second.stderr).toMatch(/^This idempotency key was used before, started 20.*; following that execution\n/);
    expect(second.stderr).toContain('Its input is not the one of now, which goes unused\n');
    expect(second).toMatchObject({ code: 0, stdout: first.stdout });
  });

  it('keeps clients apart, and those without an id', async () => {
    const request = { prompt: 'hello', tier: 'haiku', idempotencyKey: 'order-8' };
    const anonymous = await here('execute', 'model-router', input(request));
    const named = await here('execute', 'model-router', input({ ...request, clientId: 'acme' }));
    expect(anonymous.stderr).toContain(execution(hash('\norder-8')));
    expect(named.stderr).toContain(execution(hash('acme\norder-8')));
  });

  it('follows one that still runs', async () => {
    const request = { prompt: 'hello', tier: 'haiku', idempotencyKey: 'order-9' };
    const name = hash('\norder-9');
    await app.faults([{ model: '*', error: 'slow', latencyMs: 1500, times: 1 }]);
    await app.client.send(
      new StartExecutionCommand({ stateMachineArn: MODEL_ROUTER, name, input: JSON.stringify(request) }),
    );
    const { code, stderr } = await here('execute', 'model-router', input(request));
    expect(code).toBe(0);
    expect(stderr).toContain('following that execution');
    expect(stderr).not.toContain('goes unused');
  });

  it('fails with the execution', async () => {
    const { code, stderr } = await here('execute', 'model-router', input({ prompt: 7 }));
    expect(code).toBe(1);
    expect(stderr).toContain('FAILED: InvalidInput');
  });

  it.each([
    [
      'an unknown workflow',
      ['nope', 'samples/inputs/simple-question.json'],
      /no state machine 'nope'; there are: .*model-router/,
    ],
    ['no input', ['model-router'], /takes a workflow and an input file/],
    ['a file that is no JSON', ['model-router', 'README.md'], /README\.md is not JSON/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await here('execute', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('when no local cloud runs', () => {
  it.each([
    ['breakers', []],
    ['budgets', ['show', 'acme']],
    ['execute', ['model-router', 'samples/inputs/simple-question.json']],
  ])('%s says so', async (name, args) => {
    const { code, stderr } = await script(name, ...args, ...NOWHERE);
    expect(code).toBe(2);
    expect(stderr).toMatch(/ECONNREFUSED.*\nIs the local cloud running\? Start it with: npm start\n$/);
  });

  it.each(['breakers', 'budgets', 'execute'])('%s explains itself all the same', async (name) => {
    const { code, stdout } = await script(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`npm run ${name}`);
  });
});
