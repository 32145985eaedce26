import type { DocumentFormat, DocumentProblem } from './document.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Completeness, OrderValidation } from './results.ts';
import type { Decision, ReviewOutcome, ReviewResult, ReviewType } from './review.ts';

/** What the reviews API and the review page say to each other. All times are ISO 8601. */

/** `GET settings`, without a token: where a reviewer signs in and out. */
export interface Settings {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Where a reviewer signs out, with issuers that have such a place. */
  readonly endSessionEndpoint?: string;
  readonly clientId: string;
  /** E.g. `openid email`. */
  readonly scope: string;
}

/** `GET reviews?status=open|decided|timed-out&next=…` */
export interface ReviewList {
  readonly reviews: readonly ReviewRow[];
  /** Asks for the next page; absent on the last. */
  readonly next?: string;
}

export interface ReviewRow {
  readonly id: string;
  /** Of a question, where it comes from. */
  readonly documentId: string;
  readonly type: ReviewType;
  /** What is at stake; null when nobody can tell. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Whose members decide, e.g. `managers`. */
  readonly group: string;
  readonly status: 'open' | 'decided' | 'timed-out';
  readonly openedAt: string;
  readonly dueAt: string;
  /** How many different reviewers have to approve. */
  readonly needed: number;
  /** Of the present version. */
  readonly approvals: ReviewOutcome['review']['approvals'];
  /** Whether whoever asks could decide now: in the group, not among the approvals, and the review is open. */
  readonly mayDecide: boolean;
  readonly escalated: boolean;
  /** Why there is nothing to approve. */
  readonly problem?: DocumentProblem['code'];
  /** Whether the result says all that its document says; absent when there is no result. */
  readonly complete?: boolean;
}

/** `GET reviews/{id}` */
export interface ReviewView extends Omit<ReviewRow, 'problem'> {
  /** Grows with each edit; a decision is about one version. */
  readonly version: number;
  /** With the edits so far; absent when there is nothing to approve: then `problem` says why. */
  readonly result?: ReviewResult;
  /** What an edited result must match. */
  readonly schema?: JsonSchema;
  readonly completeness?: Completeness;
  readonly validation?: OrderValidation;
  readonly warnings: readonly string[];
  readonly problem?: DocumentProblem;
  /** Presigned; opens the document for a few minutes. Empty for a question, and when the document is not kept any more. */
  readonly documentUrl: string;
  readonly format: DocumentFormat;
  /** Absent while the review is open. */
  readonly decision?: ReviewOutcome['review'];
  /** What happened, oldest first. */
  readonly audit: readonly AuditEntry[];
}

export interface AuditEntry {
  readonly at: string;
  readonly who: string;
  /** A sentence, e.g. `approved version 1`. */
  readonly what: string;
}

/** Characters of an answer to a question: some pages, of which a model reads every word. */
export const LONGEST_ANSWER = 10_000;

/** `POST reviews/{id}/decision` */
export interface DecisionRequest {
  readonly decision: Decision;
  /** The version that the reviewer saw. */
  readonly version: number;
  readonly comment?: string;
  /** For an edit: the whole result as it should be, of a question with its answer. */
  readonly result?: ReviewResult;
}

/** 200: the decision is stored. */
export interface DecisionAnswer {
  /** `open`: another reviewer has to approve the same version. */
  readonly status: 'open' | 'decided';
  readonly version: number;
  readonly approvals: ReviewRow['approvals'];
  /** Whether the waiting workflow took the decision; if not, it gets it when it asks again. */
  readonly delivered: boolean;
}

/** 400, 401, 403, 404, 409 and 5xx. */
export interface ApiError {
  readonly message: string;
  /** 400: what is wrong with an edited result. */
  readonly problems?: readonly FieldProblem[];
  /** 409: where the review stands, decided or edited by somebody else. */
  readonly review?: Pick<ReviewView, 'status' | 'version' | 'approvals' | 'decision'>;
}

export interface FieldProblem {
  /** As a change's path, e.g. `lines.2.amount` with indexes from 0; empty for the whole result. */
  readonly path: string;
  readonly message: string;
}
