import { openDatabase } from '../../store/database-file.ts';
import { STORAGE, stateFile } from '../../store/state-folder.ts';
import { WriteGroup } from '../../store/write-group.ts';
import { emptyStores, fauxqsPart, type Stores } from './fauxqs-parts.ts';
import { fauxqsPersistence, fauxqsTables } from './fauxqs-persistence.ts';
import { DEDUPLICATION_TABLES, queueDeduplication } from './queue-deduplication.ts';

// T1. All that one call writes is on disk before it is answered, as a whole or not at all.
// T2. Tables and texts are the library's own. Its version is fixed, and a test tells when another one has others: the
//     version of the storage file must change then.

export interface KeptStorage {
  readonly stores: Stores;
  /** Undefined when everything is on disk already. */
  committed(): Promise<void> | undefined;
  close(): void;
}

/** Buckets, queues and topics as the folder has them; whatever changes from now on is written there. */
export async function keepStorage(directory: string): Promise<KeptStorage> {
  const library = await fauxqsPart('persistence.js');
  const database = openDatabase(directory, STORAGE, () => fauxqsTables(library) + DEDUPLICATION_TABLES);
  const group = new WriteGroup(database, `The storage file ${stateFile(directory, STORAGE)}`);
  const persistence = fauxqsPersistence(library, database, group);
  const stores = await emptyStores();
  const { sqsStore, snsStore, s3Store } = stores;

  const deduplicate = queueDeduplication(database, group);
  const createQueue = sqsStore.createQueue.bind(sqsStore);
  sqsStore.createQueue = (...settings) => deduplicate(createQueue(...settings));
  // Loaded first: with its persistence a store would write all of it again.
  persistence.load(sqsStore, snsStore, s3Store);
  for (const store of [sqsStore, snsStore, s3Store]) store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;

  // The library takes over new attributes and tags of a topic that exists, but does not write them.
  const createTopic = snsStore.createTopic.bind(snsStore);
  snsStore.createTopic = (...settings) => {
    const topic = createTopic(...settings);
    persistence.insertTopic(topic);
    return topic;
  };
  return {
    stores,
    committed: () => group.committed(),
    close() {
      group.close();
      database.close();
    },
  };
}
