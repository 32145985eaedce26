import type { Contract } from '../schemas/results.ts';
import { FieldMerge, first, largest, none } from './merge-fields.ts';
import type { Found, MergedContent } from './merge-fields.ts';

/** One contract of what was found in its parts, which are in order. */
export function mergeContracts(parts: readonly Found<Contract>[]): MergedContent<Contract> {
  const merge = new FieldMerge(parts);
  const content: Contract = {
    parties: merge.texts(({ parties }) => parties),
    effectiveDate: merge.field('effective date', ({ effectiveDate }) => effectiveDate, first),
    value: merge.field('value', ({ value }) => value, largest),
    currency: merge.field('currency', ({ currency }) => currency, none),
    clauses: merge.texts(({ clauses }) => clauses),
    findings: merge.items(({ findings }) => findings),
  };
  return { content, gaps: merge.gaps };
}
