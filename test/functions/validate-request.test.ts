import { describe, expect, it } from '@jest/globals';
import { validateRequest } from '../../functions/validate-request/validate-request.ts';
import { memoryClaimChecks } from './fakes.ts';

describe('validate-request', () => {
  const validate = (input: unknown, store = memoryClaimChecks()) => validateRequest(input, store);
  const complaint = async (input: unknown, store = memoryClaimChecks()) => {
    const error: unknown = await validateRequest(input, store).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InvalidInput' });
    return (error as Error).message;
  };

  it('fills in max tokens and carries the other fields', async () => {
    const request = { prompt: 'Hi', tier: 'opus', clientId: 'c', idempotencyKey: 'k', allowStale: true };
    expect(await validate(request)).toMatchObject({ ...request, maxTokens: 4096 });
  });

  it('gives equal requests of a client one key for their answer, and nobody else that one', async () => {
    const store = memoryClaimChecks(
      new Map([
        ['b/k', 'Hi'],
        ['b/l', 'Ho'],
      ]),
    );
    const key = async (request: object) => (await validate(request, store)).answerKey;
    const first = await key({ prompt: 'Hi', clientId: 'a' });
    expect(await key({ prompt: 'Hi', clientId: 'a', idempotencyKey: 'k', allowStale: false })).toBe(first);
    const others = [
      { prompt: 'Hi', clientId: 'b' },
      { prompt: 'Ho', clientId: 'a' },
      { prompt: 'Hi', clientId: 'a', tier: 'opus' },
      { prompt: 'Hi', clientId: 'a', system: 'Be brief' },
      { prompt: 'Hi', clientId: 'a', maxTokens: 5 },
      { promptRef: { bucket: 'b', key: 'k' }, clientId: 'a' },
      { promptRef: { bucket: 'b', key: 'l' }, clientId: 'a' },
    ];
    const keys = await Promise.all(others.map(key));
    expect(new Set([first, ...keys]).size).toBe(others.length + 1);
    // Who does not say who they are has no answer kept for them.
    expect(await key({ prompt: 'Hi' })).toBe('');
  });

  it('names every wrong field at once, with what is allowed', async () => {
    const message = await complaint({ tier: 'gpt', taskType: 'sing', maxTokens: 0, extra: 1, system: 5 });
    expect(message.split('; ').map((sentence) => sentence.split(':')[0])).toEqual(
      expect.arrayContaining(['prompt', 'tier', 'taskType', 'maxTokens', 'extra', 'system']),
    );
    expect(message).toContain('tier: must be one of haiku, sonnet, opus');
    expect(message).toContain('taskType: must be one of classify, generate, analyze');
  });

  it.each([['text'], [null], [[]], [42]])('refuses %j as a request', async (input) => {
    expect(await complaint(input)).toContain('request: must be of type object');
  });

  it('takes a prompt or a reference, not both', async () => {
    expect(await complaint({ prompt: 'Hi', promptRef: { bucket: 'b', key: 'k' } })).toContain(
      'promptRef: must not come',
    );
  });

  it('refuses a reference to nothing', async () => {
    expect(await complaint({ promptRef: { bucket: 'b', key: 'k' } })).toContain('promptRef: s3://b/k does not exist');
  });

  it.each([
    [{ prompt: ' \n ' }, 'prompt: must not be blank'],
    [{ prompt: 'Hi', system: ' ' }, 'system: must not be blank'],
    [{ promptRef: { bucket: 'b', key: 'blank' } }, 'promptRef: s3://b/blank must not be blank'],
    [
      { prompt: 'Hi', messages: [{ role: 'user', content: [{ text: 'a' }] }] },
      'messages.0.content: must be of type string',
    ],
    [
      {
        prompt: 'Hi',
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: '' },
        ],
      },
      'messages.1.content: must not be blank',
    ],
  ])('refuses what every model would refuse: %j', async (input, message) => {
    expect(await complaint(input, memoryClaimChecks(new Map([['b/blank', ' \n ']])))).toBe(message);
  });

  it('moves a long prompt to the claim-check bucket', async () => {
    const store = memoryClaimChecks();
    const prompt = 'x'.repeat(70_000);
    const request = await validate({ prompt }, store);
    expect(request).toEqual({
      promptRef: { bucket: 'claims', key: expect.stringMatching(/^prompts\/[0-9a-f]{64}$/) },
      maxTokens: 4096,
      answerKey: '',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      inputBytes: expect.any(Number),
    });
    expect(store.objects.get(`claims/${request.promptRef?.key}`)).toBe(prompt);
  });

  it('refuses what is too large without its prompt, naming the largest field', async () => {
    expect(await complaint({ prompt: 'Hi', system: 'x'.repeat(220_000) })).toMatch(
      /^system: the request has \d+ bytes/,
    );
  });

  it('wants earlier turns to alternate and to end with the assistant', async () => {
    const user = { role: 'user', content: 'a' };
    const assistant = { role: 'assistant', content: 'b' };
    await expect(validate({ prompt: 'Hi', messages: [user, assistant] })).resolves.toHaveProperty('messages');
    expect(await complaint({ prompt: 'Hi', messages: [user] })).toContain('messages: must alternate');
  });

  it.each([
    ['x', ': must be a JSON schema object'],
    [[], ': must be a JSON schema object'],
    [{ type: 'foo' }, '.type: must be one of object, array, string, number, integer, boolean, null, or a list of them'],
    [
      { type: ['string', 'foo'] },
      '.type: must be one of object, array, string, number, integer, boolean, null, or a list of them',
    ],
    [{ items: 'string' }, '.items: must be a JSON schema object'],
    [{ properties: { a: 'string' } }, '.properties.a: must be a JSON schema object'],
    [{ properties: { a: { minItems: -1 } } }, '.properties.a.minItems: must be a whole number from 0 up'],
    [{ required: 'a' }, '.required: must be a list of property names'],
    [{ anyOf: [] }, '.anyOf: must be a list with at least one item'],
    [{ constructor: 1 }, '.constructor: is not supported'],
  ])('refuses a response schema that is none: %j', async (responseSchema, message) => {
    expect(await complaint({ prompt: 'Hi', responseSchema })).toBe(`responseSchema${message}`);
  });

  it('takes every keyword that is checked', async () => {
    const responseSchema = {
      type: ['object', 'null'],
      description: 'a list',
      properties: {
        list: { type: 'array', items: { anyOf: [{ type: 'integer', minimum: 0 }, { const: null }] }, minItems: 1 },
        kind: { enum: ['a', 'b'] },
      },
      required: ['list'],
      additionalProperties: false,
    };
    await expect(validate({ prompt: 'Hi', responseSchema })).resolves.toMatchObject({ responseSchema });
  });

  it('refuses keywords of a response schema that nobody would check', async () => {
    const responseSchema = {
      type: 'object',
      properties: { a: { type: 'string', pattern: '^a' }, type: { type: 'string' } },
    };
    expect(await complaint({ prompt: 'Hi', responseSchema })).toBe(
      'responseSchema.properties.a.pattern: is not supported',
    );
  });
});
