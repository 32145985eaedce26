import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createDriver } from '../../samples/offline-driver.ts';
import type { ModelRequest } from '../../local/models/driver.ts';

const driver = createDriver();

async function ask(prompt: string, tier = 'haiku', more: Partial<ModelRequest> = {}): Promise<string> {
  const answer = await driver.answer({
    modelId: `us.anthropic.claude-${tier}-5-5`,
    promptId: 'answer@1',
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    signal: new AbortController().signal,
    ...more,
  });
  return answer.output?.message?.content?.[0]?.text ?? '';
}

describe('the offline model', () => {
  it('answers in the shape of Converse, with usage at four characters a token', async () => {
    const answer = await driver.answer({
      modelId: 'us.anthropic.claude-haiku-5-5',
      promptId: 'answer@2',
      system: [{ text: '12345678' }],
      messages: [{ role: 'user', content: [{ text: 'hi there' }] }],
      signal: new AbortController().signal,
    });
    expect(answer).toMatchObject({
      output: { message: { role: 'assistant' } },
      stopReason: 'end_turn',
      usage: { inputTokens: 4 },
    });
  });

  it.each([
    ['what is 12 * (3 + 4)?', '= 84'],
    ['15% of 240', '= 36'],
    ['2^10', '= 1024'],
    ['What is the capital of Vietnam?', 'Hanoi'],
    ['hello!', 'Hello'],
    ['thanks a lot', 'welcome'],
    ['How many words are in "one two three four"?', 'It has 4 words'],
    ['make this uppercase: good day', 'GOOD DAY'],
    ['extract the email: write to bob@shop.io or call', 'bob@shop.io'],
    ['Find all dates: met on 2024-03-01 and again on 4 May 2025', '2024-03-01, 4 May 2025'],
  ])('works out %s', async (prompt, expected) => {
    expect(await ask(prompt)).toContain(expected);
  });

  it('summarizes a pasted text by its own sentences', async () => {
    const text =
      'The harbour bridge reopens in May. It rained. The harbour bridge cost 80 million euros. Some people like boats.';
    expect(await ask(`Summarize this: ${text}`)).toContain('The harbour bridge');
  });

  it.each(['haiku', 'sonnet', 'opus'])(
    'says on %s that no real model is connected, and refers to the request',
    async (tier) => {
      const text = await ask('Compare sailing boats and kayaks for a beginner', tier);
      expect(text).toMatch(/offline model/i);
      expect(text).toContain('--models aws');
      expect(text).toMatch(/kayaks/);
    },
  );

  it('goes deeper with the tier', async () => {
    const [haiku = '', sonnet = '', opus = ''] = await Promise.all(
      ['haiku', 'sonnet', 'opus'].map((tier) => ask('Design a ticket shop that never sells a seat twice', tier)),
    );
    expect(haiku.split('\n')).toHaveLength(1);
    expect(sonnet.length).toBeGreaterThan(haiku.length);
    expect(opus).toContain('## 4.');
  });

  it('fits the schema that the request asks for', async () => {
    const schema = {
      type: 'object',
      required: ['kind', 'tags', 'amount', 'due', 'lines'],
      properties: {
        kind: { enum: ['invoice', 'contract'] },
        tags: { type: 'array', minItems: 2, uniqueItems: true, items: { type: 'string', maxLength: 4 } },
        amount: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
        due: { type: 'string', format: 'date' },
        lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
        note: { type: 'string' },
      },
      $defs: {
        line: {
          type: 'object',
          required: ['qty'],
          properties: { qty: { type: 'integer', minimum: 3, multipleOf: 2 } },
        },
      },
    };
    const outputConfig: ModelRequest['outputConfig'] = {
      textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } },
    };
    const instance = JSON.parse(await ask('Read this invoice', 'sonnet', { outputConfig })) as { tags: string[] };
    expect(instance).toMatchObject({ kind: 'invoice', amount: 0.5, due: '2000-01-01', lines: [{ qty: 4 }] });
    expect(new Set(instance.tags).size).toBe(2);
    expect(instance.tags.every((tag) => tag.length <= 4)).toBe(true);
    const inPrompt = await ask(`Answer as JSON with this schema: ${JSON.stringify(schema)}`);
    expect(JSON.parse(inPrompt)).toMatchObject({ kind: 'invoice' });
  });

  it('answers a schema that refers to itself', async () => {
    const schema = { type: 'object', required: ['child'], properties: { child: { $ref: '#' } } };
    const text = await ask('x', 'haiku', {
      outputConfig: {
        textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } },
      },
    });
    expect(JSON.parse(text)).toHaveProperty('child');
  });

  it.each(['constructor@1', 'plan-agent@3'])('names a prompt id that it does not know: %s', async (promptId) => {
    expect(await ask('anything', 'opus', { promptId })).toContain(promptId);
  });

  it.each(['', '🎉', '('.repeat(20_000), 'word '.repeat(60_000)])('answers odd input', async (prompt) => {
    for (const tier of ['haiku', 'sonnet', 'opus'])
      expect((await ask(prompt, tier)).toLowerCase()).toContain('offline model');
  });
});

const FIELDS: Readonly<Record<string, string>> = {
  'model-router': 'prompt',
  'document-processing': 'text',
  'agent-loop': 'goal',
  'research-report': 'topic',
};

describe('the list of samples', () => {
  it('names inputs that exist', () => {
    const samples = JSON.parse(readFileSync(new URL('../../samples/samples.json', import.meta.url), 'utf8')) as {
      workflow: string;
      input: string;
    }[];
    expect(new Set(samples.map(({ workflow }) => workflow))).toEqual(
      new Set(['model-router', 'document-processing', 'agent-loop', 'research-report']),
    );
    for (const { workflow, input } of samples) {
      const text = readFileSync(new URL(`../../samples/${input}`, import.meta.url), 'utf8');
      expect(JSON.parse(text)).toHaveProperty(FIELDS[workflow] ?? '');
    }
  });
});
