import type { DatabaseSync } from 'node:sqlite';
import type { WriteGroup } from '../../store/write-group.ts';
import type { Queue } from './fauxqs-parts.ts';

export const DEDUPLICATION_TABLES = `
  CREATE TABLE deduplications (
    queue TEXT NOT NULL REFERENCES sqs_queues (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    message TEXT NOT NULL,
    sequence TEXT NOT NULL,
    sent INTEGER NOT NULL,
    PRIMARY KEY (queue, id)
  ) WITHOUT ROWID;
  CREATE INDEX deduplications_by_time ON deduplications (sent);
`;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const SECONDS = 300;
// By SQLite's clock, which is wall time: the library's visibility deadlines and delays run by that, too.

/**
 * Has FIFO queues remember on disk what was sent to them: the library does so in memory, and a sender that did not hear of
 * its success, because of a crash, sends again.
 */
export function queueDeduplication(database: DatabaseSync, group: WriteGroup): (queue: Queue) => Queue {
  const find = database.prepare(
    `SELECT message, sequence FROM deduplications WHERE queue = ? AND id = ? AND sent > unixepoch() - ${SECONDS}`,
  );
  const record = database.prepare('INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, unixepoch())');
  const forget = database.prepare(`DELETE FROM deduplications WHERE sent <= unixepoch() - ${SECONDS}`);
  return (queue) =>
    Object.assign(queue, {
      checkDeduplication(id: string): ReturnType<Queue['checkDeduplication']> {
        const found = find.get(queue.name, id);
        if (!found) return { isDuplicate: false };
        const { message, sequence } = found;
        return {
          isDuplicate: true,
          originalMessageId: String(message),
          originalSequenceNumber: String(sequence),
        };
      },
      recordDeduplication(id: string, message: string, sequence = '') {
        group.run(forget);
        group.run(record, queue.name, id, message, sequence);
      },
    });
}
