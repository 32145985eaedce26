import { afterEach, describe, expect, it } from '@jest/globals';
import { EARLIER } from '../../functions/prompts/earlier/index.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { Prompt } from '../../functions/prompts/prompt.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import { echoDriver, said } from '../support/echo-driver.ts';
import type { Cases } from './cases.ts';
import { casesOf, hasCases } from './cases.ts';
import { parseOptions } from './options.ts';
import { compare } from './regression.ts';
import { HARNESS_ONLY, report } from './report.ts';
import { COMPARED, runAll } from './run.ts';
import { standIn } from './stand-in.ts';
import { checkedWith } from './suites.ts';
import type { Suite } from './suites.ts';

const version = (number: number, system: string): Prompt<string> => ({
  id: `colour@${number}`,
  system,
  template: 'Which colour has {{thing}}?',
  variables: (thing) => ({ thing }),
  schema: { type: 'object', properties: { colour: { type: 'string' } } },
});
const cases: Cases = {
  floor: 0.5,
  cases: [
    { name: 'a banana', input: 'a banana', expect: [{ at: 'colour', equals: 'yellow' }] },
    { name: 'the sky', input: 'the sky', expect: [{ at: 'colour', equals: 'blue' }] },
  ],
};
const suite: Suite = { tier: 'haiku', maxTokens: 50, ask: checkedWith((value) => ({ value })) };

/** Knows all colours when it is told to be careful, else only one. */
const driver = echoDriver(({ system, messages }) => {
  const careful = system?.some(({ text }) => text?.includes('careful')) ?? false;
  const asked = JSON.stringify(messages);
  return said(JSON.stringify({ colour: asked.includes('sky') && careful ? 'blue' : 'yellow' }));
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function models() {
  const stand = await standIn(driver);
  closing.push(stand.close);
  return stand.models;
}

async function compared(current: Prompt<string>, earlier?: Prompt<string>, more: Partial<Cases> = {}, runs = 1) {
  const all = { name: 'colour', suite, cases: { ...cases, ...more }, current, earlier } as const;
  return compare(all as unknown as Parameters<typeof compare>[0], await models(), runs);
}

describe('the comparison', () => {
  it('fails a version that passes fewer cases than the one before', async () => {
    const result = await compared(version(2, 'Answer.'), version(1, 'Be careful.'));
    expect(result.versions).toMatchObject([
      { id: 'colour@1', cases: 2, passed: 2, rate: 1, failures: [] },
      {
        id: 'colour@2',
        cases: 2,
        passed: 1,
        rate: 0.5,
        failures: [{ case: 'the sky', problems: ['colour should be "blue", but is "yellow"'] }],
      },
    ]);
    expect(result.verdict).toEqual(['colour@2 passes 50.0 %, colour@1 before it 100.0 %']);
    expect(report([result])).toContain('WORSE  colour@2 passes 50.0 %');
    expect(report([result])).toMatch(/colour@2 +2 +1 +50\.0 % +\d+ +\$0\.0000/);
  });

  it('takes one that passes as many, or more', async () => {
    expect(await compared(version(2, 'Be very careful.'), version(1, 'Be careful.'))).toMatchObject({ verdict: [] });
    expect(await compared(version(2, 'Be careful.'), version(1, 'Answer.'))).toMatchObject({ verdict: [] });
  });

  it('fails one below its floor, also without a version before', async () => {
    const { verdict } = await compared(version(1, 'Answer.'), undefined, { floor: 0.6 });
    expect(verdict).toEqual(['colour@1 passes 50.0 %, less than its floor of 60.0 %']);
  });

  it('goes on with a conversation, and takes a turn that asks for tools', async () => {
    const asking = echoDriver(({ messages = [] }) =>
      messages.length > 1
        ? said(JSON.stringify({ colour: 'blue' }))
        : {
            output: {
              message: {
                role: 'assistant',
                content: [{ toolUse: { toolUseId: 't1', name: 'calculate', input: { expression: '1 + 1' } } }],
              },
            },
            stopReason: 'tool_use',
          },
    );
    const stand = await standIn(asking);
    closing.push(stand.close);
    const toolCalls = [{ id: 'c1', name: 'calculate', input: { expression: '1 + 2' } }];
    const toolResults = [{ id: 'c1', status: 'success' as const, content: '3', sources: [] }];
    const conversation = [
      { role: 'assistant' as const, content: '', toolCalls },
      { role: 'user' as const, content: '', toolResults },
    ];
    const tools = ['calculate'];
    const turns: Cases = {
      floor: 1,
      cases: [
        { name: 'first', input: 'the sea', tools, expect: [{ asks: 'calculate', containing: ['1 + 1'] }] },
        {
          name: 'then',
          input: 'the sea',
          tools,
          conversation,
          expect: [{ asksNothing: true }, { at: 'colour', equals: 'blue' }],
        },
        { name: 'at once', input: 'the sea', tools, expect: [{ at: 'colour', equals: 'blue' }] },
      ],
    };
    const one = { name: 'colour', suite, cases: turns, current: version(1, 'x') as unknown as Prompt<never> };
    const { versions } = await compare(one, stand.models);
    expect(versions[0]?.failures).toEqual([
      { case: 'at once', problems: ['there should be an answer, but the model asked for calculate'] },
    ]);
    expect(asking.asked[0]?.toolConfig?.tools?.[0]?.toolSpec?.name).toBe('calculate');
  });

  it('says which prompts are compared with none, and how many cases were left out', async () => {
    const compared = { suite, cases, current: version(2, 'x') as unknown as Prompt<never> };
    const alone = await compare({ ...compared, name: 'colour', leftOut: 2 }, await models());
    const earlier = version(1, 'x') as unknown as Prompt<never>;
    const followed = await compare({ ...compared, name: 'shade', leftOut: 1, earlier }, await models());
    const text = report([alone, followed]);
    expect(text).toContain('no version before (1 of 2 prompts):\n  colour\n');
    expect(text).toContain('only a real model can meet them (3 cases):\n  colour 2, shade 1');
    const whole = report([{ ...followed, leftOut: 0 }]);
    expect(whole).not.toContain('no version before');
    expect(whole).not.toContain('Left out');
  });

  it('asks as often as it is told, in the form in which the app asks', async () => {
    const before = driver.asked.length;
    const { versions } = await compared(version(1, 'Be careful.'), undefined, {}, 3);
    expect(versions[0]).toMatchObject({ cases: 6, passed: 6 });
    expect(driver.asked.slice(before)).toHaveLength(6);
    expect(driver.asked.at(-1)).toMatchObject({
      modelId: 'us.anthropic.claude-haiku-5-5',
      promptId: 'colour@1',
      system: [{ text: 'Be careful.' }],
      outputConfig: { textFormat: { type: 'json_schema' } },
    });
  });

  it('counts an answer that cannot be used, and one that never comes, as a failure', async () => {
    const refusing: Suite = { ...suite, ask: checkedWith(() => ({ problems: ['colour: is missing'] })) };
    const one = { name: 'colour', cases, current: version(1, 'x') as unknown as Prompt<never> };
    const { versions } = await compare({ ...one, suite: refusing }, await models());
    expect(versions[0]?.failures[0]?.problems).toEqual(['no usable answer: colour: is missing']);
    const deaf = { call: () => Promise.reject(new Error('nobody is there')) };
    const { versions: asked } = await compare({ ...one, suite }, deaf);
    expect(asked[0]?.failures[0]?.problems).toEqual(['no answer: Error: nobody is there']);
  });
});

describe('our prompts', () => {
  it('have cases, enough of each', () => {
    for (const name of COMPARED) expect([name, casesOf(name).cases.length >= 3]).toEqual([name, true]);
    expect(Object.keys(PROMPTS).filter(hasCases)).toEqual([...COMPARED]);
  });

  it('are compared with the version before where there is one', () => {
    for (const name of Object.keys(EARLIER)) expect(COMPARED).toContain(name);
  });

  it('pass with the offline model, which proves the harness', async () => {
    const results = await runAll(COMPARED, { driver: createDriver(), offline: true, runs: 1 });
    const failures = results.flatMap(({ versions }) => versions.flatMap((one) => one.failures));
    expect(failures).toEqual([]);
    expect(results.flatMap(({ verdict }) => verdict)).toEqual([]);
    const ids = results.flatMap(({ versions }) => versions.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(['classify-document@1', 'classify-document@2']));
    expect(HARNESS_ONLY).toContain('nothing about the words of a prompt');
  });
});

describe('the command line', () => {
  it('takes names and options', () => {
    expect(parseOptions(['extract-invoice', '--models', 'aws', '--runs', '3', '--json'], COMPARED)).toEqual({
      names: ['extract-invoice'],
      models: { kind: 'aws' },
      runs: 3,
      json: true,
    });
    expect(parseOptions([], COMPARED)).toMatchObject({ names: COMPARED, models: { kind: 'offline' }, runs: 1 });
    expect(parseOptions(['--help'], COMPARED)).toBeUndefined();
  });

  it.each([
    [['answer'], "'answer' has no cases; prompts that have are analyze-contract"],
    [['--runs', '0'], "--runs takes a whole number from 1, not '0'"],
    [['--models', 'x'], '--models takes offline, aws or openai:URL'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args, COMPARED)).toThrow(message);
  });
});
