import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { awsDriver, bedrockEndpoint } from '../../../local/models/aws.ts';

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  // No instance metadata, no files: nothing is asked of the network before credentials are found missing.
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  });
});
afterEach(() => {
  process.env = { ...before };
});

it('names the real endpoint of the region', () => {
  expect(bedrockEndpoint('eu-west-1')).toBe('https://bedrock-runtime.eu-west-1.amazonaws.com');
  expect(bedrockEndpoint('cn-north-1')).toBe('https://bedrock-runtime.cn-north-1.amazonaws.com.cn');
});

it('says that credentials are missing', async () => {
  const messages = [{ role: 'user' as const, content: [{ text: 'hi' }] }];
  const { signal } = new AbortController();
  await expect(
    awsDriver({ region: 'us-east-1' }).answer({ modelId: 'anthropic.claude-haiku-5-5', messages, signal }),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('--models aws needs AWS credentials'),
  });
});
