import { crashTest } from './crash-test.ts';
import { resumeTime } from './resume-time.ts';

/** `npm run crash -- [points] [seed]` */
const [points = '50', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const print = (line: string) => void process.stdout.write(`${line}\n`);

print(`${points} crashes, seed ${seed}`);
const { wrong, ...counts } = await crashTest(Number(seed), Number(points), print);
print(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', '),
);
for (const sentence of wrong) print(`WRONG  ${sentence}`);

const { resumed, idle } = await resumeTime(1000);
print(
  `1,000 running executions go on ${(resumed / 1000).toFixed(2)} s after the process starts (goal: 2 s; ${(idle / 1000).toFixed(2)} s with none)`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
