import { afterAll, afterEach, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';

import { removeFolders } from '../store/state-folder.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { KeptCloud } from './kept-cloud.ts';

const RESOURCES = {
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Page: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
};
const files = writeAssembly(assemblyOf({ Stack: { template: { Resources: RESOURCES } } }));
const app = files.directory;

let kept: KeptCloud;
afterEach(async () => {
  await kept.stop();
  removeFolders();
});
afterAll(() => files.remove());

interface Pool {
  readonly id: string;
  readonly issuer: string;
  readonly clients: readonly object[];
}
const pool = async () => ((await (await fetch(`${kept.cloud.url}/_local/cognito`)).json()) as Pool[])[0]!;

it('a token is good after a kill: pool, client and key are the same', async () => {
  kept = await KeptCloud.start({ app });
  const before = await pool();
  const body = JSON.stringify({ username: 'anna' });
  const answer = await fetch(`${before.issuer}/tokens`, { method: 'POST', body });
  const { id_token } = (await answer.json()) as { id_token: string };

  kept = await kept.killed({ app });
  const after = await pool();
  expect(after).toEqual({ ...before, issuer: after.issuer });
  const keys = createRemoteJWKSet(new URL(`${after.issuer}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(id_token, keys, { issuer: before.issuer });
  expect(payload).toEqual(decodeJwt(id_token));
});

it('the key that was shown first stays the key, although many ask at once', async () => {
  kept = await KeptCloud.start({ app });
  const keys = async () => (await fetch(`${(await pool()).issuer}/.well-known/jwks.json`)).text();
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, keys));
  expect(new Set(others)).toEqual(new Set([first]));
  kept = await kept.killed({ app });
  expect(await keys()).toBe(first);
  // The private part stays where it is.
  const [key] = (JSON.parse(first ?? '') as { keys: object[] }).keys;
  expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});
