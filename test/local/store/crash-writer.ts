import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { event, execution, frame } from './records.ts';

// Run as `node crash-writer.ts FOLDER` until it is killed. One round: one event and one frame for each of five executions,
// one execution that starts and ends; then its number on stdout, once the journal says that it is durable.
const [, , folder = ''] = process.argv;
const store = new SqliteStore(folder);
const WORKERS = ['a', 'b', 'c', 'd', 'e'].map((name) => execution(name));

const last = store.readEvents(execution('a').arn, { limit: 1, reverse: true })[0]?.id ?? 0;
for (const worker of WORKERS) {
  if (!store.getExecution(worker.arn)) store.putExecution(worker);
}
for (let round = last + 1; ; round++) {
  for (const { arn } of WORKERS) {
    store.putFrame(arn, frame('', { lastEventId: round }));
    store.appendEvent(arn, event(round, { text: 'x'.repeat(round % 500) }));
  }
  const short = execution(`short-${round}`);
  store.putExecution(short);
  store.appendEvent(short.arn, event(1));
  store.putFrame(short.arn, frame(''));
  store.dropFrames(short.arn, '');
  store.putExecution({ ...short, status: 'SUCCEEDED', output: `${round}` });
  await store.committed();
  // A pipe is written synchronously, so a kill cannot come between the line and its reader.
  process.stdout.write(`${round}\n`);
}
