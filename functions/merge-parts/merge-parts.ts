import type { Carried } from '../schemas/carried.ts';
import type { PartResult } from '../schemas/document.ts';
import { checkContract } from '../schemas/contract-schema.ts';
import { checkInvoice } from '../schemas/invoice-schema.ts';
import type { Checked } from '../schemas/checked.ts';
import type { Contract, Invoice } from '../schemas/results.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { carriedWithin, contentOf } from '../stores/carried.ts';
import { mergeContracts } from './merge-contracts.ts';
import { mergeInvoices } from './merge-invoices.ts';
import type { Found, MergedContent } from './merge-fields.ts';

export type MergeEvent =
  | { readonly type: 'invoice'; readonly results: readonly PartResult<Invoice>[] }
  | { readonly type: 'contract'; readonly results: readonly PartResult<Contract>[] };

export interface Merged {
  readonly content: Carried<Invoice | Contract>;
  /** What is missing or contradicts itself; sentences that a reviewer reads. */
  readonly gaps: readonly string[];
}

// Of the 256 KiB of a state, which carries what was found in the parts at the same time.
const INLINE_BYTES = 64 * 1024;

/** Puts together what was found in the parts of a document, in the order of the parts, however the results are ordered. */
export async function mergeParts(event: MergeEvent, store: ClaimChecks): Promise<Merged> {
  const { found, failed } =
    event.type === 'invoice'
      ? await read(event.results, checkInvoice, mergeInvoices, store)
      : await read<Contract>(event.results, checkContract, mergeContracts, store);
  return { content: await carriedWithin(INLINE_BYTES, found.content, store), gaps: [...failed, ...found.gaps] };
}

async function read<T>(
  results: readonly PartResult<T>[],
  check: (value: unknown) => Checked<T>,
  merge: (found: readonly Found<T>[]) => MergedContent<T>,
  store: ClaimChecks,
) {
  const inOrder = results.toSorted((one, other) => one.part.index - other.part.index);
  const parts = await Promise.all(
    inOrder.map(async (result): Promise<Found<T> | string> => {
      const { label } = result.part;
      if ('failed' in result) return `Nothing was read of ${label}: no model gave a usable answer (${result.failed}).`;
      const checked = check(await contentOf(result, store));
      if ('value' in checked) return { label, content: checked.value };
      return `Nothing was read of ${label}: the answer cannot be used (${checked.problems[0]}).`;
    }),
  );
  return {
    failed: parts.filter((part) => typeof part === 'string'),
    found: merge(parts.filter((part) => typeof part !== 'string')),
  };
}
