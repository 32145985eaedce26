import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';

import { createClients } from '../../../local/resources/clients.ts';
import { STATE_FILES } from '../../../local/store/state-folder.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { STORES } from '../../crash/writes.ts';
import { contentsOf, copyFolder, removeFolders, stateFolder } from '../store/state-folder.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';

const app = writeAssembly(assemblyOf({ Stack: { template: { Resources: STORES } } }));
const servers: ServerProcess[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
});
afterAll(() => {
  removeFolders();
  app.remove();
});

async function started(state?: string, cwd?: string): Promise<ServerProcess> {
  const server = await ServerProcess.start(app.directory, state, cwd);
  servers.push(server);
  return server;
}

it('a second process on the same folder ends with 2 and says why, and nothing is touched', async () => {
  const state = stateFolder();
  await started(state);
  const before = contentsOf(state);
  await expect(started(state)).rejects.toThrow(
    /ended with 2: npm start: The journal .* is in use by another process\./,
  );
  expect(contentsOf(state)).toEqual(before);
});

it('a folder with a torn file ends the start with 2, and nothing is touched', async () => {
  const state = stateFolder();
  const server = await started(state);
  await server.kill();
  for (const { name, what } of STATE_FILES) {
    const torn = copyFolder(state);
    truncateSync(join(torn, name), 1000);
    const before = contentsOf(torn);
    const problem = new RegExp(
      `ended with 2: npm start: The ${what} .*${name} is damaged .* Move it away, or start with`,
    );
    await expect(started(torn)).rejects.toThrow(problem);
    expect(contentsOf(torn)).toEqual(before);
  }
});

it('in memory nothing is written where the process is started', async () => {
  const cwd = stateFolder();
  const { url } = await started(undefined, cwd);
  const clients = createClients(url);
  const s3 = await clients.s3();
  await s3.send(new CreateBucketCommand({ Bucket: 'mine' }));
  await s3.send(new PutObjectCommand({ Bucket: 'mine', Key: 'a', Body: 'text' }));
  clients.close();
  expect(contentsOf(cwd)).toEqual({});
});
