import { describe, expect, it } from '@jest/globals';

import { COMPOSE, ONLY_IMPORTER, ROOMS } from './architecture-rules.ts';
import { importsOf, sourceFiles, type Import, type SourceFile } from './support/imports.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const FOLDERS = ['infra', 'statemachines', 'functions', 'local', 'samples', 'scripts'];
const files = sourceFiles(ROOT, FOLDERS);

const inside = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);

function violations(sources: readonly SourceFile[]): readonly string[] {
  return sources
    .filter(({ path }) => !COMPOSE.some((prefix) => inside(path, prefix)))
    .flatMap((file) => importsOf(file).flatMap((imported) => complaint(imported)));
}

function complaint({ from, to, isPackage }: Import): readonly string[] {
  const room = [...ROOMS]
    .sort((a, b) => b.room.length - a.room.length)
    .find((candidate) => inside(from, candidate.room));
  if (!room) return [`${from} is in no room of architecture-rules.ts`];
  if (isPackage) {
    const only = ONLY_IMPORTER[to];
    return from.startsWith('functions/') && only && from !== only ? [`${from} imports ${to}; only ${only} may`] : [];
  }
  if (room.room === 'functions' && stepOf(from) !== undefined && stepOf(from) === stepOf(to)) return [];
  if (room.room !== 'functions' && inside(to, room.room)) return [];
  return room.may.some((prefix) => inside(to, prefix))
    ? []
    : [`${from} imports ${to}; ${room.room} may import ${room.may.join(', ') || 'nothing of ours'}`];
}

/** `functions/invoke-model/…` → `invoke-model`: a function's own folder. */
function stepOf(path: string): string | undefined {
  return /^functions\/([\w-]+)\//.exec(path)?.[1];
}

describe('architecture', () => {
  it('holds the import table', () => {
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['local/query/planted.ts', "import { x } from '../engine/loop.ts';"],
    ['local/engine/planted.ts', "import { x } from '../states/task.ts';"],
    ['local/api/planted.ts', "import { x } from '../template/app.ts';"],
    ['functions/invoke-model/planted.ts', "import { x } from '../classify-prompt/classify-prompt.ts';"],
    ['functions/http/planted.ts', "import type { X } from '../reviews/review-rows.ts';"],
    ['functions/markdown/planted.ts', "import type { X } from '../schemas/research.ts';"],
    ['functions/invoke-model/planted.ts', "import { x } from '@aws-sdk/client-bedrock-runtime';"],
    ['statemachines/planted.ts', "import { x } from '../functions/model-gateway/bedrock.ts';"],
    ['samples/planted.ts', "const x = await import('../local/engine/loop.ts');"],
    ['local/elsewhere/planted.ts', "export * from '../engine/loop.ts';"],
  ])('sees a violation planted in %s', (path, text) => {
    expect(violations([{ path, text }])).toHaveLength(1);
  });

  it('has no import cycle', () => {
    const graph = new Map(
      files.map((file) => [
        file.path,
        importsOf(file)
          .filter((imported) => !imported.isPackage)
          .map(({ to }) => to),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });

  it('has every import end at a file', () => {
    const known = new Set(files.map(({ path }) => path));
    const missing = files.flatMap((file) =>
      importsOf(file).filter(({ isPackage, to }) => !isPackage && !known.has(to)),
    );
    expect(missing).toEqual([]);
  });
});

/** Type-only imports vanish at run time, yet a cycle of them is a cycle of ideas all the same. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
