import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PROMPT_ID } from '../../functions/environment.ts';
import type { Prompt } from '../../functions/prompts/prompt.ts';
import { pinnedPrompts } from '../../functions/stores/pinned-prompts.ts';
import { bedrockAgentService } from '../../local/api/bedrock-agent.ts';
import { startServer } from '../../local/api/server.ts';
import type { RunningServer } from '../../local/api/server.ts';
import { ManagedPrompts } from '../../local/resources/bedrock/managed-prompts.ts';
import { simulatedClock } from '../support/simulated-clock.ts';

const greet: Prompt<string> = {
  id: 'greet@3',
  system: 'Be kind.',
  template: 'Greet {{name}}.',
  variables: (name) => ({ name }),
  schema: { type: 'object' },
};
const chat = (template: string, system?: string) => ({
  ...(system !== undefined && { system: [{ text: system }] }),
  messages: [{ role: 'user', content: [{ text: template }] }],
});
const variant = (config: object, id = greet.id) => ({
  name: 'default',
  templateType: 'CHAT',
  templateConfiguration: { chat: config },
  metadata: [{ key: PROMPT_ID, value: id }],
});
const GOOD = variant(chat('Say hello to {{name}}!', 'Be very kind.'));

let server: RunningServer;
let managed: ManagedPrompts;
let client: BedrockAgentClient;
let asked: number;

beforeEach(async () => {
  managed = new ManagedPrompts(simulatedClock());
  asked = 0;
  const { handle, ...service } = bedrockAgentService(managed);
  server = await startServer({
    port: 0,
    services: [
      {
        ...service,
        handle: (request, response) => {
          asked += 1;
          return handle(request, response);
        },
      },
    ],
  });
  client = new BedrockAgentClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

/** Prompts with one version that has this variant, and what was reported of them. */
function withVariant(one: object) {
  const { arn } = managed.create({ id: 'ABCDEFGHI1', name: 'greet', variants: [one as never] });
  return pinnedTo({ [greet.id]: managed.createVersion(arn, undefined).arn });
}

function pinnedTo(arns: Readonly<Record<string, string>>) {
  const reported: string[] = [];
  const report = (id: string, why: string) => void reported.push(`${id} ${why}`);
  return { prompts: pinnedPrompts(arns, { connect: () => client, report }), reported };
}

describe('a pinned prompt', () => {
  it('brings its words; everything else is the code’s', async () => {
    const { prompts, reported } = withVariant(GOOD);
    expect(await prompts.pinned(greet)).toEqual({
      ...greet,
      system: 'Be very kind.',
      template: 'Say hello to {{name}}!',
    });
    expect(reported).toEqual([]);
  });

  it('is read when it is first used, and once', async () => {
    const { prompts } = withVariant(GOOD);
    expect(asked).toBe(0);
    await Promise.all([prompts.pinned(greet), prompts.pinned(greet)]);
    await prompts.pinned(greet);
    expect(asked).toBe(1);
  });

  it.each([
    ['is another prompt', variant(chat('Say hello to {{name}}!', 'Be kind.'), 'greet@2'), 'OtherPrompt'],
    ['does not say what it is', { ...GOOD, metadata: [] }, 'OtherPrompt'],
    ['lacks a variable', variant(chat('Say hello!', 'Be kind.')), 'OtherVariables'],
    ['has a variable of its own', variant(chat('{{name}} {{more}}', 'Be kind.')), 'OtherVariables'],
    ['has one in its rules', variant(chat('{{name}}', 'Be {{mood}}.')), 'OtherVariables'],
    ['has no rules', variant(chat('Say hello to {{name}}!')), 'OtherShape'],
    ['is a conversation', variant({ ...chat('{{name}}', 'x'), messages: [] }), 'OtherShape'],
    ['brings tools', variant({ ...chat('{{name}}', 'x'), toolConfiguration: { tools: [] } }), 'OtherShape'],
    [
      'is a text',
      { ...GOOD, templateType: 'TEXT', templateConfiguration: { text: { text: '{{name}}' } } },
      'OtherShape',
    ],
  ])('that %s is not used, which is told once', async (_what, one, why) => {
    const { prompts, reported } = withVariant(one);
    expect(await prompts.pinned(greet)).toEqual(greet);
    expect(await prompts.pinned(greet)).toEqual(greet);
    expect(reported).toEqual([`greet@3 ${why}`]);
  });

  it('that is gone is not used', async () => {
    const { prompts, reported } = pinnedTo({
      [greet.id]: 'arn:aws:bedrock:us-east-1:000000000000:prompt/NOSUCHONE1:1',
    });
    expect(await prompts.pinned(greet)).toEqual(greet);
    expect(reported).toEqual(['greet@3 ResourceNotFoundException']);
  });

  it('that was never pinned is not asked for', async () => {
    const { prompts, reported } = pinnedTo({});
    expect(await prompts.pinned(greet)).toEqual(greet);
    expect(reported).toEqual(['greet@3 NotPinned']);
    expect(asked).toBe(0);
  });

  it('that does not come in time is not waited for', async () => {
    const reported: string[] = [];
    const hangs = {
      send: (_command: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
        new Promise((_, reject) => {
          // As the SDK does.
          const aborted = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
          abortSignal.addEventListener('abort', () => reject(aborted));
        }),
    };
    const prompts = pinnedPrompts(
      { [greet.id]: 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHI1:1' },
      { connect: () => hangs as never, report: (id, why) => void reported.push(`${id} ${why}`), patienceMs: 1 },
    );
    expect(await prompts.pinned(greet)).toEqual(greet);
    expect(reported).toEqual(['greet@3 AbortError']);
  });
});
