import { purchaseOrderOf } from '../invoice/particulars.ts';
import type { Kind } from './signs.ts';

const ID = String.raw`([\p{Lu}]{1,6}[-_/]?\d[\p{L}\d/_-]*|\d{3,}[\p{L}\d/_-]*|[\p{L}]{2,6}-\d[\p{L}\d/_-]*)`;
const DEAL: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:deal|opportunity|opp|crm)\b(?:[ -]?(?:id|no\.?|number|nr\.?|ref(?:erence)?\.?|code|#))?(?: is)?[\s:=#|(]*${ID}`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(?:our|your|project|quote|inquiry|enquiry)? ?(?:ref(?:erence)?)\.?(?: (?:no\.?|number))?\s*[:=#]\s*${ID}`,
    'iu',
  ),
  /\b((?:D|DEAL|OPP|OP)-\d{2,}[\w-]*)/,
];

/** What a document refers to, as it is printed: an invoice its purchase order, a request the deal that it is about. */
export function referenceOf(kind: Kind, text: string): string | null {
  if (kind === 'invoice') return purchaseOrderOf(text.split('\n'));
  if (kind !== 'proposal_request') return null;
  const found = DEAL.map((form) => form.exec(text)?.[1]).find((id) => id !== undefined);
  return found?.replace(/[-_/]+$/, '') ?? null;
}
