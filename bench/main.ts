import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { table } from '../scripts/table.ts';
import { agentFigures } from './agents.ts';
import { bundleFigures, bundlingGrowth } from './bundles.ts';
import { burstFigures } from './burst.ts';
import { documentFigures } from './documents.ts';
import { engineFigures } from './engine.ts';
import { guardFigures } from './guard.ts';
import { httpFigures } from './http.ts';
import type { Figure } from './measure.ts';
import { memoryFigures } from './memory.ts';
import { resumeFigures } from './resume.ts';
import { routerFigures } from './router.ts';
import { startupFigures } from './startup.ts';

const SECTIONS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  startup: startupFigures,
  router: routerFigures,
  guard: guardFigures,
  documents: documentFigures,
  agents: agentFigures,
  bundles: () => Promise.resolve([...bundleFigures(), bundlingGrowth()]),
  engine: engineFigures,
  http: httpFigures,
  memory: memoryFigures,
  burst: burstFigures,
  resume: resumeFigures,
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  process.stderr.write(
    `npm run bench -- [SECTION …]; no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const figures: Figure[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) {
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...((await SECTIONS[name]?.()) ?? []));
  }
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const rows = figures.map(({ what, measured, goal }) => [what, measured, goal]);
  process.stdout.write(`${machine}\n\n${table(['figure', 'measured', 'goal'], rows)}\n`);
}
