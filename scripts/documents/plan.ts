import { contract } from './kinds/contract.ts';
import { badDocuments } from './kinds/bad-documents.ts';
import { invoices } from './kinds/invoices.ts';
import { proposal } from './kinds/proposal.ts';
import type { Kind, PlannedDocument } from './planned-document.ts';

/** Each with how many of ten documents are of its kind, roughly as in an office's mail. */
const KINDS: readonly Kind[] = [...invoices, contract, proposal, ...badDocuments];

/** A number of documents, all kinds in turn by their shares; each different, all ids under one name. */
export function planOf(count: number, run: string): readonly PlannedDocument[] {
  const wheel = KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  return Array.from({ length: count }, (_, index) => {
    // 7 has no factor in common with the wheel's length, so neighbours differ and every place comes up.
    const kind = wheel[(index * 7) % wheel.length] as Kind;
    return kind.make(index, `${run}-${index}`);
  });
}
