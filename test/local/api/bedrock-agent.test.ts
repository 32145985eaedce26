import { BedrockAgentClient, GetPromptCommand, ListPromptsCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bedrockService } from '../../../local/api/bedrock.ts';
import { startServer } from '../../../local/api/server.ts';
import type { RunningServer } from '../../../local/api/server.ts';
import { createCallLog } from '../../../local/models/call-log.ts';
import { createFaults } from '../../../local/models/faults.ts';
import { ManagedPrompts } from '../../../local/resources/bedrock/managed-prompts.ts';
import type { ManagedPrompt } from '../../../local/resources/bedrock/managed-prompts.ts';
import { echoDriver } from '../../support/echo-driver.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const variant = (text: string) => ({ name: 'v', templateType: 'TEXT', templateConfiguration: { text: { text } } });

let server: RunningServer;
let prompts: ManagedPrompts;
let draft: ManagedPrompt;
let client: BedrockAgentClient;

beforeEach(async () => {
  const clock = simulatedClock();
  prompts = new ManagedPrompts(clock);
  draft = prompts.create({ id: 'ABCDEFGHI1', name: 'greet', description: 'a draft', variants: [variant('Hello')] });
  prompts.createVersion(draft.arn, 'first');
  const models = { driver: echoDriver(), faults: createFaults(() => 0.5), calls: createCallLog(10), clock };
  server = await startServer({ port: 0, services: [bedrockService({ ...models, prompts })] });
  client = new BedrockAgentClient(settings());
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

function settings() {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return { region: 'us-east-1', endpoint: server.url, credentials, maxAttempts: 1 };
}

describe('GetPrompt', () => {
  it.each([
    ['the draft by its id', 'ABCDEFGHI1', undefined, 'DRAFT'],
    ['the draft by its ARN', 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHI1', 'DRAFT', 'DRAFT'],
    ['a version by number', 'ABCDEFGHI1', '1', '1'],
    ['a version by its ARN', 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHI1:1', undefined, '1'],
  ])('answers %s', async (_what, promptIdentifier, promptVersion, version) => {
    const answer = await client.send(new GetPromptCommand({ promptIdentifier, promptVersion }));
    expect(answer).toMatchObject({
      id: 'ABCDEFGHI1',
      arn: version === 'DRAFT' ? draft.arn : `${draft.arn}:1`,
      name: 'greet',
      description: version === 'DRAFT' ? 'a draft' : 'first',
      version,
      variants: [variant('Hello')],
      createdAt: new Date(draft.createdAt),
    });
  });

  it.each([
    ['another prompt', 'ZZZZZZZZZZ', undefined, 'ResourceNotFoundException'],
    ['a version that was not made', 'ABCDEFGHI1', '2', 'ResourceNotFoundException'],
    ['no identifier of a prompt', 'greet', undefined, 'ValidationException'],
    ['no number of a version', 'ABCDEFGHI1', 'new', 'ValidationException'],
  ])('refuses %s', async (_what, promptIdentifier, promptVersion, name) => {
    const asking = client.send(new GetPromptCommand({ promptIdentifier, promptVersion }));
    await expect(asking).rejects.toMatchObject({ name });
  });

  it('leaves the words out on request', async () => {
    const answer = await client.send(
      new GetPromptCommand({ promptIdentifier: draft.id, includedData: 'METADATA_ONLY' }),
    );
    expect(answer).toMatchObject({ name: 'greet' });
    expect(answer.variants).toBeUndefined();
  });
});

describe('ListPrompts', () => {
  it('lists drafts page by page, without their words', async () => {
    prompts.create({ id: 'ABCDEFGHI2', name: 'thank', variants: [] });
    const first = await client.send(new ListPromptsCommand({ maxResults: 1 }));
    const second = await client.send(new ListPromptsCommand({ maxResults: 1, nextToken: first.nextToken }));
    expect([first, second].map(({ promptSummaries }) => promptSummaries?.map(({ name }) => name))).toEqual([
      ['greet'],
      ['thank'],
    ]);
    expect(first.promptSummaries?.[0]).not.toHaveProperty('variants');
    expect(second.nextToken).toBeUndefined();
  });

  it('lists the versions of one prompt', async () => {
    const { promptSummaries = [] } = await client.send(new ListPromptsCommand({ promptIdentifier: draft.id }));
    expect(promptSummaries.map(({ version }) => version)).toEqual(['DRAFT', '1']);
  });
});

describe('the port of Bedrock', () => {
  it('has the models beside the prompts, although both are signed for alike', async () => {
    const runtime = new BedrockRuntimeClient(settings());
    const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];
    const { output } = await runtime.send(new ConverseCommand({ modelId: 'us.anthropic.claude-haiku-5-5', messages }));
    runtime.destroy();
    expect(output?.message?.content).toEqual([{ text: 'hello' }]);
  });

  it('says what it has when something else is asked of it', async () => {
    const response = await fetch(`${server.url}/prompts`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/bedrock/aws4_request' },
      body: '{}',
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('prompts are made by AWS::Bedrock::Prompt');
  });
});
