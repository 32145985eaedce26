import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { graph, machine } from '../../support/definitions.ts';
import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

const roleArn = 'arn:aws:iam::000000000000:role/test';
const definition = JSON.stringify(machine({ Done: { Type: 'Succeed' } }));

let api: SfnApi;
beforeAll(async () => {
  api = await sfnApi();
});
afterAll(() => api.close());

const create = async (name: string): Promise<string> => {
  const { stateMachineArn = '' } = await api.client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return stateMachineArn;
};
const notWithin = (member: string, rule: string) =>
  expect.objectContaining({
    name: 'ValidationException',
    message: expect.stringContaining(`at '${member}' failed to satisfy constraint: Member must ${rule}`),
  });

describe('names', () => {
  it('of machines and executions have 80 letters and not one more', async () => {
    const name = 'ö'.repeat(80);
    const stateMachineArn = await create(name);
    const start = (of: string) => api.client.send(new StartExecutionCommand({ stateMachineArn, name: of }));
    expect((await start(name)).executionArn).toMatch(`:execution:${name}:${name}`);
    const tooLong = notWithin('name', 'have length less than or equal to 80');
    await expect(create(`${name}x`)).rejects.toEqual(tooLong);
    await expect(start(`${name}x`)).rejects.toEqual(tooLong);
  });
});

describe('pages', () => {
  it('of a history with 25,000 events join without a gap', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => index);
    const pass = graph({ Item: { Type: 'Pass', End: true } });
    const { arn: executionArn } = api.engine.start(
      machine({ Each: { Type: 'Map', ItemProcessor: pass, End: true } }),
      items,
    );
    await api.engine.executions.finished(executionArn);
    for (const reverseOrder of [false, true]) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const request = { executionArn, maxResults: 1000, reverseOrder, includeExecutionData: false, nextToken };
        const page = await api.client.send(new GetExecutionHistoryCommand(request));
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      const ids = events.map(({ id }) => id);
      expect(reverseOrder ? ids.reverse() : ids).toEqual(Array.from({ length: 25_000 }, (_, index) => index + 1));
    }
  });

  it('of 1,500 executions join without a gap', async () => {
    const stateMachineArn = await create('many');
    for (let count = 0; count < 1500; count++) api.engine.executions.start({ stateMachineArn, name: `${count}` });
    const first = await api.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    const { nextToken } = first;
    const second = await api.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000, nextToken }));
    expect([first.executions?.length, second.executions?.length, second.nextToken]).toEqual([1000, 500, undefined]);
    const names = [...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name);
    expect(new Set(names).size).toBe(1500);
  });

  it.each([1001, -1])('have at most 1,000 items, not %i', async (maxResults) => {
    const stateMachineArn = await create('many');
    const rule = maxResults < 0 ? 'have value greater than or equal to 0' : 'have value less than or equal to 1000';
    await expect(api.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults }))).rejects.toEqual(
      notWithin('maxResults', rule),
    );
  });
});
