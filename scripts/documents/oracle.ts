import type { PlannedDocument } from './planned-document.ts';

/** What the run left of one document. */
export interface DocumentSeen {
  readonly documentId: string;
  /** Of the execution. */
  readonly status: string;
  readonly error?: string;
  readonly output?: Output;
  /** The reviews that are kept of it. */
  readonly reviews: readonly {
    readonly status: string;
    readonly approvals: number;
    readonly needed: number;
    readonly problem?: string;
  }[];
}

export interface Output {
  readonly documentId?: string;
  readonly type?: string;
  readonly status?: string;
  readonly result?: unknown;
  readonly review?: { readonly decision?: string };
  readonly validation?: { readonly matches?: boolean };
  readonly problem?: { readonly code?: string };
  readonly warnings?: readonly string[];
  readonly completeness?: { readonly gaps?: readonly string[] };
  readonly costUsd?: number;
}

/** Everything in which the records of a run differ from what they must be, one sentence each. */
export function judge(plan: readonly PlannedDocument[], seen: ReadonlyMap<string, DocumentSeen>): readonly string[] {
  return plan.flatMap((planned) => {
    const found = seen.get(planned.documentId);
    const about = `${planned.documentId} (${planned.kind})`;
    if (found === undefined) return [`${about} is lost`];
    return differences(planned, found).map((difference) => `${about}: ${difference}`);
  });
}

function differences(
  { documentId, expects }: PlannedDocument,
  { status, error, output, reviews }: DocumentSeen,
): readonly string[] {
  if (output === undefined) return [`its execution is ${status} ${error ?? ''}`];
  const decision = expects.problem === undefined ? 'approve' : 'reject';
  return [
    differs('documentId', output.documentId, documentId),
    differs('type', output.type, expects.type),
    differs('status', output.status, expects.status, output.completeness?.gaps?.join('; ') ?? output.problem?.code),
    differs('decision', output.review?.decision, decision),
    differs('problem', output.problem?.code, expects.problem),
    differs('matches', output.validation?.matches, expects.matches),
    differs('warned', (output.warnings ?? []).length > 0, expects.warned ?? false),
    ...Object.entries(expects.result ?? {}).map(([name, value]) =>
      differs(`result.${name}`, (output.result as Record<string, unknown> | null)?.[name], value),
    ),
    differs('number of reviews', reviews.length, 1),
    differs('review', reviews[0]?.status, 'decided'),
    decision === 'approve' && (reviews[0]?.approvals ?? 0) < (reviews[0]?.needed ?? 1)
      ? `approved by ${reviews[0]?.approvals} of ${reviews[0]?.needed}`
      : undefined,
  ].filter((difference) => difference !== undefined);
}

function differs(what: string, found: unknown, expected: unknown, why?: string): string | undefined {
  if (JSON.stringify(sorted(found)) === JSON.stringify(sorted(expected))) return undefined;
  return `${what} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}${why === undefined || why === '' ? '' : ` (${why})`}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
