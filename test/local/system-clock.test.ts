import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../local/system-clock.ts';
import { settle } from '../support/simulated-clock.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('systemClock', () => {
  it('jumps over waits when nothing is in flight, in the order of their times', async () => {
    const clock = systemClock({ timeScale: 'skip' });
    const start = clock.now();
    const fired: string[] = [];
    await new Promise<void>((done) => {
      clock.schedule(start + 60 * DAY_MS, () => {
        fired.push('sixty days');
        done();
      });
      clock.schedule(start + DAY_MS, () => fired.push('one day'));
      clock.schedule(start + DAY_MS, () => fired.push('one day, set later'));
      expect(fired).toEqual([]);
    });
    expect(fired).toEqual(['one day', 'one day, set later', 'sixty days']);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 60 * DAY_MS);
  });

  it('does not jump while work is in flight, and does as soon as it has ended', async () => {
    const clock = systemClock({ timeScale: 'skip' });
    let fired = false;
    const release = clock.busy();
    const done = new Promise<void>((resolve) =>
      clock.schedule(clock.now() + DAY_MS, () => {
        fired = true;
        resolve();
      }),
    );
    await settle(10);
    expect(fired).toBe(false);
    release();
    release();
    await done;
  });

  it('runs waits faster by the scale', async () => {
    const clock = systemClock({ timeScale: 1_000_000 });
    const due = clock.now() + DAY_MS;
    await new Promise<void>((done) => clock.schedule(due, done));
    expect(clock.now()).toBeGreaterThanOrEqual(due);
  });

  it('forgets cancelled timers, never fires synchronously, and survives a timer that is already due', async () => {
    const clock = systemClock({ timeScale: 1 });
    const fired: number[] = [];
    const timers = [50, 10, 40, 20, 30].map((ms) => clock.schedule(clock.now() - ms, () => fired.push(ms)));
    timers[0]!.cancel();
    timers[4]!.cancel();
    expect(fired).toEqual([]);
    await new Promise<void>((done) => clock.schedule(clock.now(), done));
    expect(fired).toEqual([40, 20, 10]);
  });

  it.each([0, -1, Number.NaN])('refuses the scale %p', (timeScale) => {
    expect(() => systemClock({ timeScale })).toThrow('is not a number above 0');
  });
});
