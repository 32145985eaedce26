import type { Checked } from '../schemas/checked.ts';
import { checkContract, contractJsonSchema } from '../schemas/contract-schema.ts';
import { checkInvoice, invoiceJsonSchema } from '../schemas/invoice-schema.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';
import { checkProposal, proposalJsonSchema } from '../schemas/proposal-schema.ts';
import { checkQuestion, questionJsonSchema } from '../schemas/question-schema.ts';
import type { ReviewResult, ReviewType } from '../schemas/review.ts';

/** What an edited result must be. */
export interface ResultKind {
  readonly schema: JsonSchema;
  readonly check: (value: unknown) => Checked<ReviewResult>;
  /** What reviewers read and do not write, and what they are told who try. */
  readonly fixed?: { readonly names: readonly string[]; readonly refusal: string };
  /** Why a result cannot be approved as it stands; undefined when it can. */
  readonly lacks?: (result: ReviewResult) => string | undefined;
}

const KINDS: Readonly<Record<Exclude<ReviewType, 'unknown'>, ResultKind>> = {
  invoice: { schema: invoiceJsonSchema, check: checkInvoice },
  contract: { schema: contractJsonSchema, check: checkContract },
  proposal_request: { schema: proposalJsonSchema, check: checkProposal },
  question: {
    schema: questionJsonSchema,
    check: checkQuestion,
    fixed: {
      names: ['question', 'context'],
      refusal: 'a question and its context stay as they were asked; change its answer only',
    },
    lacks: (result) =>
      'answer' in result && result.answer !== ''
        ? undefined
        : 'the question has no answer yet; send an edit with one, or reject it with a comment',
  },
};

/** Undefined for a document of which nobody knows the type. */
export function resultKind(type: ReviewType): ResultKind | undefined {
  return type === 'unknown' ? undefined : KINDS[type];
}
