import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../../local/engine/clock.ts';
import type { NewFunction } from '../../../../local/resources/lambda/registry.ts';
import { FunctionRegistry } from '../../../../local/resources/lambda/registry.ts';
import { simulatedClock } from '../../../support/simulated-clock.ts';

/** A registry and its code directories, which `close` removes; files are `{path: source}`. */
export function lambdaSandbox(clock: Clock = simulatedClock(), mostEnvironments?: number) {
  const root = mkdtempSync(path.join(tmpdir(), 'signalbox-lambda-'));
  // A package above the code that calls everything an ES module, as this repository is for its own cdk.out.
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  const registry = new FunctionRegistry({ clock, endpoint: 'http://127.0.0.1:4566' }, { mostEnvironments });
  let count = 0;
  return {
    registry,
    create(files: Readonly<Record<string, string>>, settings: Partial<NewFunction> = {}): string {
      const name = settings.name ?? `function-${(count += 1)}`;
      const taskRoot = path.join(root, name);
      mkdirSync(taskRoot, { recursive: true });
      for (const [file, source] of Object.entries(files)) writeFileSync(path.join(taskRoot, file), source);
      registry.create({ handler: 'index.handler', ...settings, name, taskRoot });
      return name;
    },
    /** Creates a function whose handler is this ES module source, runs it once and parses the answer. */
    async run(source: string, event: unknown = {}, settings: Partial<NewFunction> = {}) {
      const result = await registry.invoke(this.create({ 'index.mjs': source }, settings), JSON.stringify(event));
      return { ...result, answer: JSON.parse(result.payload) as Record<string, unknown> };
    },
    async close() {
      await registry.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
