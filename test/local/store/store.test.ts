import { afterAll } from '@jest/globals';

import { MemoryStore } from '../../../local/store/memory-store.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { removeFolders, stateFolder } from './state-folder.ts';
import { storeContract } from './store-contract.ts';

afterAll(removeFolders);

storeContract('in memory', () => new MemoryStore());
storeContract('in SQLite', () => new SqliteStore(stateFolder()));
