import type { Carried } from './carried.ts';
import type { DocumentFormat, DocumentProblem, DocumentType } from './document.ts';
import type { ObjectRef } from './object-ref.ts';
import type { Completeness, DocumentResult, OrderValidation } from './results.ts';

/** What an agent asks a person. Where question and context have 10,000 characters at most, it travels inline with its answer. */
export interface Question {
  readonly question: string;
  /** What whoever answers should know, in the agent's words. */
  readonly context: string;
  /** Empty until somebody answers. */
  readonly answer: string;
}

/** `question`: what an agent asks; `unknown`: a document of which nobody knows the type. */
export type ReviewType = DocumentType | 'question' | 'unknown';
export type ReviewResult = DocumentResult | Question;

/** What is put before a reviewer. */
export interface ReviewSubject {
  /** Of a question, a label that says where it comes from, e.g. `agent-loop: quarterly-figures`. */
  readonly documentId: string;
  readonly type: ReviewType;
  /** Absent for a question. */
  readonly document?: { readonly source: ObjectRef; readonly format: DocumentFormat };
  /** Absent when there is nothing to approve: then `problem` says why. */
  readonly content?: Carried<ReviewResult>;
  readonly completeness?: Completeness;
  readonly validation?: OrderValidation;
  readonly warnings: readonly string[];
  readonly problem?: DocumentProblem;
}

/** Who has to decide. */
export interface Approver {
  /** Only its members may decide; after the escalation the backup group's too. */
  readonly group: string;
  /** How many different reviewers have to approve. */
  readonly needed: number;
}

/** What `request-review` gets from the state that waits for its task token. */
export interface ReviewRequest {
  readonly taskToken: string;
  /** Opaque, the same for every round and retry of one review. */
  readonly reviewId: string;
  readonly execution: string;
  readonly subject: ReviewSubject;
  readonly approver: Approver;
  /** Milliseconds since the epoch by Step Functions' clock: this state's entry, the review's beginning and its end. */
  readonly at: number;
  readonly openedAt: number;
  readonly dueAt: number;
}

/** What `remind-reviewer` gets while a review waits. */
export interface Reminder {
  readonly reviewId: string;
  readonly kind: 'remind' | 'escalate';
  readonly at: number;
}

/** What `close-review` gets when nobody decided in time. */
export interface Closing {
  readonly reviewId: string;
  readonly at: number;
}

export type Decision = 'approve' | 'reject' | 'edit';

/** What the waiting task is answered with, and what `close-review` answers. */
export interface ReviewOutcome {
  readonly review: {
    /** `timeout`: nobody decided in time. */
    readonly decision: Decision | 'timeout';
    /** Who decided, e.g. a mail address; empty for a timeout. With two reviewers, the last one; all are in `approvals`. */
    readonly reviewer: string;
    readonly comment: string;
    /** ISO 8601. */
    readonly decidedAt: string;
    readonly approvals: readonly { readonly reviewer: string; readonly at: string }[];
    /** What reviewers changed, one entry a value; as many as a state has room for. */
    readonly changes?: readonly Change[];
    /** Where all changes lie as a JSON list, when `changes` has not all of them. */
    readonly changesRef?: ObjectRef;
  };
  /** The result after the reviewers' edits, of a question with its answer; absent when nothing was edited. */
  readonly content?: Carried<ReviewResult>;
}

export interface Change {
  /** E.g. `lines.2.amount`. */
  readonly path: string;
  /** Absent for a value that was added. */
  readonly before?: unknown;
  /** Absent for a value that was removed. */
  readonly after?: unknown;
}
