import { table } from '../table.ts';
import type { DocumentSeen } from './oracle.ts';
import type { PlannedDocument } from './planned-document.ts';

// Enough to see what they have in common.
const MOST_LINES = 20;

/** What a run comes to: a line for each kind, then what is not as it must be. */
export function report(
  plan: readonly PlannedDocument[],
  seen: ReadonlyMap<string, DocumentSeen>,
  violations: readonly string[],
  elapsedMs: number,
): string {
  const kinds = [...new Set(plan.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const planned = plan.filter((one) => one.kind === kind);
    const ends = planned.map(({ documentId }) => {
      const document = seen.get(documentId);
      return document?.output?.status ?? document?.error ?? document?.status ?? 'lost';
    });
    const counts = Object.entries(Object.groupBy(ends, (end) => end)).map(
      ([end, ones = []]) => `${ones.length} ${end}`,
    );
    return [kind, String(planned.length), counts.join(', ')];
  });
  const minutes = elapsedMs / 60_000;
  const told = violations.slice(0, MOST_LINES).map((violation) => `  ✗ ${violation}`);
  const more = violations.length > MOST_LINES ? [`  … and ${violations.length - MOST_LINES} more`] : [];
  const right = `${plan.length - new Set(violations.map((line) => line.split(' ')[0])).size} of ${plan.length} records are what they must be`;
  return [
    '',
    table(['kind', 'documents', 'ended as'], rows),
    '',
    `  ${right}, after ${(elapsedMs / 1000).toFixed(0)} s (${(plan.length / minutes).toFixed(0)} documents a minute)`,
    ...told,
    ...more,
  ].join('\n');
}
