import { resumeTime } from '../test/crash/resume-time.ts';
import type { Figure } from './measure.ts';

/** As `npm run crash` measures it, without the crashes before. */
export async function resumeFigures(): Promise<readonly Figure[]> {
  const { resumed, idle } = await resumeTime(1000);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return [
    {
      what: '1,000 running executions go on after a restart, process start included',
      measured: `${seconds(resumed)} (${seconds(idle)} with none)`,
      goal: '2 s',
    },
  ];
}
