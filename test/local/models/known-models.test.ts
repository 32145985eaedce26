import { expect, it } from '@jest/globals';
import { baseModelId, knownModel } from '../../../local/models/known-models.ts';

it.each([
  ['anthropic.claude-haiku-5-5', 'anthropic.claude-haiku-5-5'],
  ['global.anthropic.claude-opus-5-5', 'anthropic.claude-opus-5-5'],
  ['eu.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
  ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-5-5', 'anthropic.claude-sonnet-5-5'],
  [
    'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-opus-4-7',
    'anthropic.claude-opus-4-7',
  ],
  ['arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abc123', 'abc123'],
])('%s is %s', (modelId, base) => {
  expect(baseModelId(modelId)).toBe(base);
});

it.each(['', 'claude', 'anthropic.', 'anthropic claude', 'arn:aws:s3:::bucket', 'anthropic.claude/../x'])(
  '%j is malformed',
  (modelId) => {
    expect(baseModelId(modelId)).toBeUndefined();
  },
);

it('knows a model through its profile, and nothing of others', () => {
  expect(knownModel('jp.anthropic.claude-opus-5-5')).toMatchObject({ sampling: false, forcedTools: false });
  expect(knownModel('us.anthropic.claude-haiku-5-5')).toMatchObject({ sampling: false, forcedTools: true });
  expect(knownModel('amazon.nova-pro-v1:0')).toBeUndefined();
});
