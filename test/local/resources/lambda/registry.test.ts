import { afterAll, describe, expect, it } from '@jest/globals';
import { lambdaSandbox } from './functions.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:hello';
const lambda = lambdaSandbox();
afterAll(() => lambda.close());

lambda.create(
  { 'index.mjs': 'export const handler = async (e, context) => context.invokedFunctionArn;' },
  { name: 'hello' },
);
const version = lambda.registry.publishVersion('hello');
const aliasArn = lambda.registry.setAlias('hello', 'live', version);

describe('a function is found', () => {
  it.each(['hello', ARN, '000000000000:function:hello', 'hello:$LATEST', `${ARN}:live`, 'hello:1', aliasArn])(
    'as %s',
    (name) => {
      expect(lambda.registry.get(name).configuration.arn).toBe(ARN);
    },
  );

  it('by its qualifier, which says what was executed', async () => {
    expect(aliasArn).toBe(`${ARN}:live`);
    expect(await lambda.registry.invoke('hello', '{}', { qualifier: 'live' })).toMatchObject({ executedVersion: '1' });
    expect(await lambda.registry.invoke('hello', '{}')).toMatchObject({ executedVersion: '$LATEST' });
  });

  it.each([
    ['x', 'arn:aws:lambda:us-east-1:000000000000:function:x'],
    ['hello:gone', `${ARN}:gone`],
    ['arn:aws:lambda:eu-west-1:000000000000:function:hello', 'arn:aws:lambda:eu-west-1:000000000000:function:hello'],
  ])('not as %s', (name, arn) => {
    expect(() => lambda.registry.get(name)).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException', message: `Function not found: ${arn}` }),
    );
  });

  it('once only by name', () => {
    const again = () => lambda.registry.create({ name: 'hello', taskRoot: '.', handler: 'index.handler' });
    expect(again).toThrow(expect.objectContaining({ name: 'ResourceConflictException' }));
  });
});
