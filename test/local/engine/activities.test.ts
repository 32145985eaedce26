import { describe, expect, it } from '@jest/globals';

import { Activities } from '../../../local/engine/activities.ts';
import { Cancellation } from '../../../local/engine/cancellation.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const task = (taskToken: string) => ({ taskToken, input: '{}' });
const never = (): void => {};

function opened() {
  const clock = simulatedClock();
  const activities = new Activities(new MemoryStore(), clock, { region: 'us-east-1', account: '000000000000' });
  return { clock, activities, arn: activities.create({ name: 'review' }).arn };
}

describe('the queue of an activity', () => {
  it('gives the oldest task to the worker that waits longest', async () => {
    const { activities, arn } = opened();
    const first = activities.offer(arn, task('1'), new Cancellation());
    const second = activities.offer(arn, task('2'), new Cancellation());
    expect(await activities.take(arn, 'Ann', never)).toEqual(task('1'));
    expect(await activities.take(arn, undefined, never)).toEqual(task('2'));
    expect([await first, await second]).toEqual(['Ann', undefined]);
    const waiting = ['Bea', 'Cleo'].map((name) => activities.take(arn, name, never));
    expect(await activities.offer(arn, task('3'), new Cancellation())).toBe('Bea');
    expect(await activities.offer(arn, task('4'), new Cancellation())).toBe('Cleo');
    expect(await Promise.all(waiting)).toEqual([task('3'), task('4')]);
  });

  it('withdraws a task that has ended', async () => {
    const { clock, activities, arn } = opened();
    const cancellation = new Cancellation();
    void activities.offer(arn, task('1'), cancellation);
    cancellation.cancel();
    const waiting = activities.take(arn, 'Ann', never);
    await clock.advance(60_000);
    expect(await waiting).toBeUndefined();
  });

  it('gives nothing to a worker that has hung up or waited for a minute', async () => {
    const { clock, activities, arn } = opened();
    let hangUp = never;
    const gone = activities.take(arn, 'Ann', (listener) => (hangUp = listener));
    hangUp();
    const late = activities.take(arn, 'Bea', never);
    await clock.advance(60_000);
    expect([await gone, await late]).toEqual([undefined, undefined]);
    void activities.offer(arn, task('1'), new Cancellation());
    expect(await activities.take(arn, 'Cleo', never)).toEqual(task('1'));
  });
});
