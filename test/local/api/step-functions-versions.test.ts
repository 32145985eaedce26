import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

const roleArn = 'arn:aws:iam::000000000000:role/test';
const passing = (result: string) =>
  JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', Result: result, End: true } } });

let api: SfnApi;
/** What the engine draws next, for the choice between the versions of an alias. */
let draw: number;

beforeEach(async () => {
  draw = 0;
  api = await sfnApi({ random: () => draw });
});
afterEach(() => api.close());

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';

/** A machine with two versions that give `one` and `two`. */
async function twoVersions(): Promise<void> {
  await api.client.send(
    new CreateStateMachineCommand({ name: 'machine', definition: passing('one'), roleArn, publish: true }),
  );
  await api.client.send(
    new UpdateStateMachineCommand({
      stateMachineArn: machineArn,
      definition: passing('two'),
      publish: true,
      versionDescription: 'the second',
    }),
  );
}

const versions = async () =>
  (
    await api.client.send(new ListStateMachineVersionsCommand({ stateMachineArn: machineArn }))
  ).stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn);

const outputOf = async (stateMachineArn: string) => {
  const { executionArn = '' } = await api.client.send(new StartExecutionCommand({ stateMachineArn }));
  await api.engine.executions.finished(executionArn);
  return api.client.send(new DescribeExecutionCommand({ executionArn }));
};

const route = (version: number, weight: number) => ({ stateMachineVersionArn: `${machineArn}:${version}`, weight });

describe('versions', () => {
  it('keep the definition that they were published with', async () => {
    await twoVersions();
    expect(await versions()).toEqual([`${machineArn}:2`, `${machineArn}:1`]);
    const first = await api.client.send(new DescribeStateMachineCommand({ stateMachineArn: `${machineArn}:1` }));
    expect(first).toMatchObject({ stateMachineArn: `${machineArn}:1`, name: 'machine', definition: passing('one') });
    const second = await api.client.send(new DescribeStateMachineCommand({ stateMachineArn: `${machineArn}:2` }));
    expect(second).toMatchObject({ description: 'the second', definition: passing('two') });

    const started = await outputOf(`${machineArn}:1`);
    expect(started).toMatchObject({
      output: '"one"',
      stateMachineArn: machineArn,
      stateMachineVersionArn: `${machineArn}:1`,
    });
    expect((await outputOf(machineArn)).stateMachineVersionArn).toBeUndefined();
    const list = await api.client.send(new ListExecutionsCommand({ stateMachineArn: `${machineArn}:1` }));
    expect(list.executions?.map(({ executionArn }) => executionArn)).toEqual([started.executionArn]);
    const { executionArn } = started;
    expect(await api.client.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).toMatchObject({
      stateMachineArn: machineArn,
      definition: passing('one'),
    });
  });

  it('are published once a revision, and their numbers are not used twice', async () => {
    await twoVersions();
    const publish = (revisionId?: string) =>
      api.client.send(new PublishStateMachineVersionCommand({ stateMachineArn: machineArn, revisionId }));
    expect((await publish()).stateMachineVersionArn).toBe(`${machineArn}:2`);
    await expect(publish('INITIAL')).rejects.toMatchObject({ name: 'ConflictException' });
    await api.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${machineArn}:2` }));
    await api.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${machineArn}:2` }));
    expect((await publish()).stateMachineVersionArn).toBe(`${machineArn}:3`);
    await api.client.send(new DeleteStateMachineCommand({ stateMachineArn: machineArn }));
    await expect(
      api.client.send(new DescribeStateMachineCommand({ stateMachineArn: `${machineArn}:1` })),
    ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('are not made by an update that changes nothing', async () => {
    await twoVersions();
    const { revisionId } = await api.client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    const again = await api.client.send(
      new UpdateStateMachineCommand({ stateMachineArn: machineArn, definition: passing('two'), publish: true }),
    );
    expect(again).toMatchObject({ revisionId, stateMachineVersionArn: `${machineArn}:2` });
  });
});

describe('aliases', () => {
  const aliasArn = `${machineArn}:live`;
  const create = (...routingConfiguration: ReturnType<typeof route>[]) =>
    api.client.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }));

  it('share the starts out by weight', async () => {
    await twoVersions();
    await create(route(1, 30), route(2, 70));
    draw = 0.299;
    expect(await outputOf(aliasArn)).toMatchObject({
      output: '"one"',
      stateMachineAliasArn: aliasArn,
      stateMachineVersionArn: `${machineArn}:1`,
    });
    draw = 0.3;
    expect(await outputOf(aliasArn)).toMatchObject({ output: '"two"' });
    await outputOf(`${machineArn}:2`);
    const list = await api.client.send(new ListExecutionsCommand({ stateMachineArn: aliasArn }));
    expect(list.executions).toHaveLength(2);
  });

  it('are created once, described, led elsewhere and deleted', async () => {
    await twoVersions();
    await create(route(1, 100));
    await create(route(1, 100));
    await expect(create(route(2, 100))).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(
      api.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${machineArn}:1` })),
    ).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringContaining('[live]') as unknown as string,
    });

    await api.client.send(
      new UpdateStateMachineAliasCommand({ stateMachineAliasArn: aliasArn, routingConfiguration: [route(2, 100)] }),
    );
    const described = await api.client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: aliasArn }));
    expect(described).toMatchObject({ name: 'live', routingConfiguration: [route(2, 100)] });
    const list = (stateMachineArn: string) => api.client.send(new ListStateMachineAliasesCommand({ stateMachineArn }));
    expect((await list(machineArn)).stateMachineAliases).toHaveLength(1);
    expect((await list(`${machineArn}:1`)).stateMachineAliases).toEqual([]);
    await api.client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: aliasArn }));
    expect((await list(machineArn)).stateMachineAliases).toEqual([]);
  });

  it.each([
    ['weights that are not 100 together', [route(1, 50), route(2, 40)], 'ValidationException'],
    ['a machine instead of a version', [{ stateMachineVersionArn: machineArn, weight: 100 }], 'ValidationException'],
    ['a version that is not there', [route(7, 100)], 'ResourceNotFound'],
    ['three versions', [route(1, 50), route(2, 25), route(3, 25)], 'ValidationException'],
  ])('refuse %s', async (_what, routes, name) => {
    await twoVersions();
    await expect(create(...routes)).rejects.toMatchObject({ name });
  });

  it('name the route that is out of range', async () => {
    await twoVersions();
    await expect(create(route(1, 0), route(2, 101))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '101' at 'routingConfiguration.2.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    });
  });

  it.each([['live'], ['1']])('are not deleted in the name of a machine: %s', async (qualifier) => {
    await twoVersions();
    await create(route(1, 100));
    await expect(
      api.client.send(new DeleteStateMachineCommand({ stateMachineArn: `${machineArn}:${qualifier}` })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await outputOf(aliasArn)).toMatchObject({ output: '"one"' });
  });
});

describe('a state machine', () => {
  it('has tags', async () => {
    await api.client.send(
      new CreateStateMachineCommand({
        name: 'machine',
        definition: passing('one'),
        roleArn,
        tags: [{ key: 'team', value: 'a' }],
      }),
    );
    const resourceArn = machineArn;
    await api.client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'test' }] }));
    await api.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
    const { tags } = await api.client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'stage', value: 'test' }]);
    await expect(
      api.client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage' }, { key: '', value: 'test' }] })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    });
    await expect(
      api.client.send(new ListTagsForResourceCommand({ resourceArn: `${machineArn}-other` })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('logs to one log group or not at all', async () => {
    const create = (loggingConfiguration: object) =>
      api.client.send(
        new CreateStateMachineCommand({ name: 'machine', definition: passing('one'), roleArn, loggingConfiguration }),
      );
    await expect(create({ level: 'ALL' })).rejects.toMatchObject({
      name: 'InvalidLoggingConfiguration',
      message: 'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    });
    const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:machine';
    await expect(
      create({ level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }),
    ).rejects.toMatchObject({
      name: 'InvalidLoggingConfiguration',
      message: "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.",
    });
    await create({});
    const { loggingConfiguration } = await api.client.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn }),
    );
    expect(loggingConfiguration).toEqual({ level: 'OFF', includeExecutionData: false });
  });

  it('is validated without being created', async () => {
    const validate = (definition: string, more = {}) =>
      api.client.send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));
    expect(await validate(passing('one'))).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const broken = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Nap' } } });
    expect(await validate(broken)).toMatchObject({ result: 'FAIL', truncated: false });
    const all = (await validate('{}')).diagnostics ?? [];
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/' });
    const loose = JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Parameters: { a: '$.x' }, End: true } },
    });
    expect((await validate(loose)).diagnostics).toEqual([]);
    expect((await validate(loose, { severity: 'WARNING' })).diagnostics).not.toEqual([]);
    expect((await validate(loose, { severity: 'WARNING' })).result).toBe('OK');
  });

  it('shows no data of a user to who asks for metadata only', async () => {
    await twoVersions();
    const { executionArn } = await outputOf(machineArn);
    const described = await api.client.send(
      new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
    );
    expect(described).toMatchObject({ status: 'SUCCEEDED', inputDetails: { included: false } });
    expect(described).not.toHaveProperty('output', '"two"');
    const machine = await api.client.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn, includedData: 'METADATA_ONLY' }),
    );
    expect(machine.definition).toBe('{}');
  });
});
