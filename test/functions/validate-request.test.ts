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
    expect(await validate(request)).toEqual({ ...request, maxTokens: 4096 });
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

  it('moves a long prompt to the claim-check bucket', async () => {
    const store = memoryClaimChecks();
    const prompt = 'x'.repeat(70_000);
    const request = await validate({ prompt }, store);
    expect(request).toEqual({ promptRef: { bucket: 'claims', key: 'prompts/0' }, maxTokens: 4096 });
    expect(store.objects.get('claims/prompts/0')).toBe(prompt);
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
