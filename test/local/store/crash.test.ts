import { afterAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { execution } from './records.ts';
import { removeFolders, stateFolder } from './state-folder.ts';

afterAll(removeFolders);

const WRITER = fileURLToPath(new URL('crash-writer.ts', import.meta.url));

it('kill -9 loses nothing that was committed and leaves no half a group', async () => {
  const folder = stateFolder();
  let acknowledged = 0;
  for (let kill = 1; kill <= 4; kill++) {
    acknowledged = await writeUntil(folder, acknowledged + 1 + Math.floor(Math.random() * 2000));
    const store = new SqliteStore(folder);
    const written = ['a', 'b', 'c', 'd', 'e'].map((name) => {
      const { arn } = execution(name);
      const ids = store.readEvents(arn, { limit: Infinity }).map((found) => found.id);
      expect(ids).toEqual(ids.map((_, at) => at + 1));
      expect(store.frames(arn)).toMatchObject([{ lastEventId: ids.length }]);
      return ids.length;
    });
    expect(new Set(written).size).toBe(1);
    const [rounds = 0] = written;
    expect(rounds).toBeGreaterThanOrEqual(acknowledged);

    const ended = store.listExecutions({ status: 'SUCCEEDED' }, { limit: Infinity });
    expect(ended.map((found) => found.output)).toEqual(Array.from({ length: rounds }, (_, at) => `${rounds - at}`));
    expect(store.runningExecutions().map((found) => found.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    store.close();
  }
});

/** Lets the writer work until it acknowledged the round, kills it, and returns the last round that it acknowledged. */
async function writeUntil(folder: string, round: number): Promise<number> {
  const options = ['--disable-warning=ExperimentalWarning', WRITER, folder];
  const writer = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(writer, 'close');
  let text = '';
  for await (const chunk of writer.stdout.setEncoding('utf8')) {
    text += chunk;
    const lines = text.split('\n');
    text = `${lines.at(-2) ?? ''}\n${lines.at(-1)}`;
    if (Number(lines.at(-2)) >= round) writer.kill('SIGKILL');
  }
  await closed;
  expect(writer.signalCode).toBe('SIGKILL');
  return Number(text.split('\n').at(-2));
}
