import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { DOCUMENT_PROCESSING } from '../../support/running-app.ts';
import { Reviewer } from '../../support/reviewer.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { APP_FOLDER } from '../../support/synthesized-app.ts';
import { Office, sample, seed } from './office.ts';

describe('a review that nobody decides', () => {
  it('is told of four times in a day and then over', async () => {
    const office = await Office.open({ timeScale: 'skip' });
    try {
      const execution = await office.start('forgotten', sample('invoice-ok.txt').toString());
      expect(await office.ended(execution)).toMatchObject({ status: 'timed-out', review: { decision: 'timeout' } });
      const subjects = (await office.inbox()).map(({ subject }) => subject.split(':')[0]);
      expect(subjects).toEqual(['Review', 'Reminder', 'Reminder', 'Escalated']);
      for (const { message } of await office.inbox()) expect(message).toMatch(/\/v1\/\?review=[0-9a-f-]{36}$/);
      const anna = await office.reviewer('anna@example.com', 'managers');
      const [row] = await anna.list('timed-out');
      const review = row === undefined ? undefined : (await anna.show(row.id)).body;
      expect(review).toMatchObject({ status: 'timed-out', mayDecide: false });
      expect(review?.audit.length).toBeGreaterThanOrEqual(5);
      expect((await anna.decide(row?.id ?? '', { decision: 'approve', version: 1 })).status).toBe(409);
    } finally {
      await office.close();
    }
  }, 60_000);
});

describe('a machine that dies while a review waits', () => {
  it('goes on with the decision that comes after its restart', async () => {
    const state = mkdtempSync(join(tmpdir(), 'signalbox-review-'));
    let server = await ServerProcess.start({ app: APP_FOLDER, state });
    try {
      await seed(server.url);
      const { executionArn } = await server.client.send(
        new StartExecutionCommand({
          stateMachineArn: DOCUMENT_PROCESSING,
          input: JSON.stringify({ documentId: 'survivor', text: sample('invoice-ok.txt').toString() }),
        }),
      );
      const before = await Reviewer.signIn(server.url, 'anna@example.com', ['managers']);
      const { id } = await before.waitFor('survivor');
      await server.kill();

      server = await ServerProcess.start({ app: APP_FOLDER, state });
      const anna = await Reviewer.signIn(server.url, 'anna@example.com', ['managers']);
      const { body } = await anna.show(id);
      expect(body).toMatchObject({ status: 'open', documentId: 'survivor', mayDecide: true });
      expect((await anna.decide(id, { decision: 'approve', version: body.version })).status).toBe(200);
      for (;;) {
        const { status, output } = await server.client.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'RUNNING') {
          await sleep(20);
          continue;
        }
        expect(status).toBe('SUCCEEDED');
        expect(JSON.parse(output ?? '{}')).toMatchObject({
          status: 'complete',
          review: { reviewer: 'anna@example.com' },
        });
        break;
      }
    } finally {
      await server.kill();
      rmSync(state, { recursive: true, force: true });
    }
  }, 90_000);
});
