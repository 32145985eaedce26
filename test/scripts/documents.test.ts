import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { judge } from '../../scripts/documents/oracle.ts';
import type { DocumentSeen, Output } from '../../scripts/documents/oracle.ts';
import { planOf } from '../../scripts/documents/plan.ts';
import { localReviews } from '../../scripts/local-reviews.ts';
import { RunningApp } from '../support/running-app.ts';

describe('the oracle of npm run documents', () => {
  const plan = planOf(15, 'run');
  /** As a run without a fault leaves it. */
  const seen = new Map(
    plan.map(({ documentId, expects }): [string, DocumentSeen] => {
      const { type, status, result, matches, problem, warned } = expects;
      const output: Output = {
        documentId,
        type,
        status,
        ...(result !== undefined && { result: { ...result, another: 'member' } }),
        review: { decision: problem === undefined ? 'approve' : 'reject' },
        ...(matches !== undefined && { validation: { matches } }),
        ...(problem !== undefined && { problem: { code: problem } }),
        warnings: warned ? ['a warning'] : [],
      };
      return [
        documentId,
        { documentId, status: 'SUCCEEDED', output, reviews: [{ status: 'decided', approvals: 2, needed: 2 }] },
      ];
    }),
  );
  const spoiled = (change: (document: DocumentSeen) => DocumentSeen | undefined, kind: string) => {
    const { documentId = '' } = plan.find((planned) => planned.kind === kind) ?? {};
    const changed = change(seen.get(documentId) as DocumentSeen);
    const others = [...seen].filter(([id]) => id !== documentId);
    return judge(plan, new Map(changed === undefined ? others : [...others, [documentId, changed]]));
  };
  const withOutput = (output: Partial<Output>) => (document: DocumentSeen) => ({
    ...document,
    output: { ...document.output, ...output },
  });

  it('has every kind in a plan, each document different', () => {
    expect(new Set(plan.map(({ kind }) => kind)).size).toBe(10);
    expect(new Set(planOf(1000, 'run').map(({ documentId }) => documentId)).size).toBe(1000);
  });

  it('finds nothing where everything is right', () => {
    expect(judge(plan, seen)).toEqual([]);
  });

  it.each([
    ['lost', () => undefined, 'contract', /is lost/],
    [
      'failed',
      (one: DocumentSeen) => ({ ...one, status: 'FAILED', error: 'Oops', output: undefined }),
      'contract',
      /FAILED Oops/,
    ],
    [
      'of another status',
      withOutput({ status: 'partial' }),
      'invoice that agrees',
      /status is "partial", not "complete"/,
    ],
    ['approved although cut short', withOutput({ status: 'complete' }), 'invoice cut short', /not "partial"/],
    ['of another result', withOutput({ result: {} }), 'proposal request', /result\.total is undefined/],
    ['without its warning', withOutput({ warnings: [] }), 'invoice that gives orders', /warned is false/],
    [
      'reviewed twice',
      (one: DocumentSeen) => ({ ...one, reviews: [...one.reviews, ...one.reviews] }),
      'garbage',
      /number of reviews is 2/,
    ],
    [
      'approved by one of two',
      (one: DocumentSeen) => ({ ...one, reviews: [{ status: 'decided', approvals: 1, needed: 2 }] }),
      'contract',
      /approved by 1 of 2/,
    ],
  ])('finds a document that is %s', (_, change, kind, sentence) => {
    expect(spoiled(change, kind).join('\n')).toMatch(sentence);
  });
});

describe('the sample reviewer', () => {
  it('waits when the API says that it is too fast', async () => {
    let asked = 0;
    const answer = (path: string) => {
      if (path.endsWith('/_local/cognito')) return { status: 200, body: [{ id: 'pool' }] };
      if (path.endsWith('/tokens')) return { status: 200, body: { id_token: 'token' } };
      return (asked += 1) < 3
        ? { status: 429, body: {} }
        : { status: 200, body: { reviews: [{ id: 'r', documentId: 'd' }] } };
    };
    const server = createServer(({ url = '' }, response) => {
      const { status, body } = answer(url);
      response.writeHead(status).end(JSON.stringify(body));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const found = [];
    for await (const { documentId } of localReviews(`http://127.0.0.1:${port}`).list('open')) found.push(documentId);
    server.close();
    expect(found).toEqual(['d']);
    expect(asked).toBe(3);
  });
});

describe('npm run seed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-seed-'));
  let app: RunningApp;
  beforeAll(async () => {
    app = await RunningApp.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true });
  });

  async function seed(...args: readonly string[]) {
    const child = spawn(process.execPath, ['scripts/seed.ts', '--url', app.cloud.url, ...args]);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('writes the samples, or lists of records, as often as one likes', async () => {
    expect(await seed()).toMatchObject({ code: 0, said: expect.stringMatching(/\d purchase orders .*\n\d deals /) });
    const orders = JSON.stringify(Array.from({ length: 60 }, (_, index) => ({ number: `PO-${index}`, lines: [] })));
    expect((await seed('--orders', file('orders.json', orders))).said).toMatch(/^60 purchase orders /);
  });

  it.each([
    ['no JSON', 'nope', /orders\.json is not JSON/],
    ['no list', '{}', /must hold a JSON list/],
    ['a record without a number', '[{"number":"PO-1"},{"vendor":"x"}]', /record 2 needs a text 'number'/],
  ])('refuses %s', async (_, text, message) => {
    expect(await seed('--orders', file('orders.json', text))).toMatchObject({
      code: 2,
      said: expect.stringMatching(message),
    });
  });

  it('says what to do when the table is not there', async () => {
    expect(await seed('--prefix', 'nope')).toMatchObject({
      code: 2,
      said: expect.stringContaining('there is no table nope-signalbox-purchase-orders; is Signalbox deployed there'),
    });
  });
});
