import type { Carried } from '../schemas/carried.ts';
import type { ClaimChecks } from './claim-check.ts';

/** What a state carries, wherever it is. */
export async function contentOf<T>(carried: Carried<T>, store: Pick<ClaimChecks, 'read'>): Promise<T> {
  return 'answer' in carried ? carried.answer : (JSON.parse(await store.read(carried.answerRef)) as T);
}

/** Puts a value where a state can carry it: up to so many bytes of JSON in the state itself. */
export async function carriedWithin<T>(bytes: number, value: T, store: Pick<ClaimChecks, 'keep'>): Promise<Carried<T>> {
  const json = JSON.stringify(value);
  return Buffer.byteLength(json) <= bytes ? { answer: value } : { answerRef: await store.keep('answers', json) };
}
