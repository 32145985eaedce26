import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { Approver, ReviewOutcome, ReviewSubject } from '../schemas/review.ts';
import { numberOf, numeric } from './conditional-update.ts';
import type { Item } from './conditional-update.ts';

/** What a row of the list shows; times are in milliseconds since the epoch. */
export interface ReviewSummary {
  readonly id: string;
  readonly status: ReviewStatus;
  readonly documentId: string;
  readonly facts: SubjectFacts;
  readonly approver: Approver;
  readonly openedAt: number;
  readonly dueAt: number;
  /** Of the present version. */
  readonly approvals: readonly Approval[];
  readonly escalated: boolean;
}

export interface Review extends ReviewSummary {
  readonly execution: string;
  /** From 1; each edit makes the next. */
  readonly version: number;
  /** JSON of a `ReviewSubject`. */
  readonly subject: Kept;
  /** JSON of the result with the edits so far; absent when nobody has edited it. */
  readonly result?: Kept;
  readonly decision?: Decided;
  /** When the workflow took the decision. */
  readonly sentAt?: number;
  readonly notifiedAt?: number;
  /** When the state was entered that sent the last reminder. */
  readonly remindedAt?: number;
  readonly audit: readonly AuditLine[];
}

/** For those who answer the waiting task, and nobody else. */
export interface WaitingReview extends Review {
  /** In the table until the decision is delivered. */
  readonly token?: string;
}

export type ReviewStatus = 'open' | 'decided' | 'timed-out';
export type Decided = ReviewOutcome['review'];

/** What is told of a subject where there is no room for it. */
export interface SubjectFacts extends Pick<ReviewSubject, 'type'> {
  readonly amount: number | null;
  readonly currency: string | null;
  readonly problem?: NonNullable<ReviewSubject['problem']>['code'];
  readonly complete?: boolean;
  /** Whether there is anything to approve. */
  readonly hasContent: boolean;
}

export interface Approval {
  /** Who, to the identity provider; `reviewer` is for people. */
  readonly sub: string;
  readonly reviewer: string;
  readonly at: number;
}

/** A text in the item, or where it lies when it is too large for one. */
export type Kept = { readonly text: string } | { readonly ref: ObjectRef };

export interface AuditLine {
  readonly at: number;
  readonly who: string;
  /** A sentence without its subject, e.g. `approved version 1`. */
  readonly what: string;
  /** Of a reviewer's act only. */
  readonly sub?: string;
  readonly comment?: string;
  /** Unique to one act, so that whoever lost the answer finds it here. */
  readonly act?: string;
  /** JSON list of what an edit changed, a `Change` each. */
  readonly changes?: Kept;
}

/** A round of the workflow that waits for a review; the same review comes again with each of its rounds. */
export interface Round {
  readonly id: string;
  readonly token: string;
  readonly documentId: string;
  readonly execution: string;
  readonly subject: Kept;
  readonly facts: SubjectFacts;
  readonly approver: Approver;
  /** When the round's state was entered, when the review began, and when it ends; milliseconds since the epoch. */
  readonly at: number;
  readonly openedAt: number;
  readonly dueAt: number;
}

export function summaryOf(item: Item): ReviewSummary {
  return {
    id: textOf(item.id),
    status: textOf(item.status) as ReviewStatus,
    documentId: textOf(item.documentId),
    facts: JSON.parse(textOf(item.facts)) as SubjectFacts,
    approver: { group: textOf(item.group), needed: numberOf(item.needed) },
    openedAt: numberOf(item.openedAt),
    dueAt: numberOf(item.dueAt),
    approvals: (item.approvals?.L ?? []).map(approvalOf),
    escalated: item.escalated?.BOOL ?? false,
  };
}

export function reviewOf(item: Item): Review {
  const { result, decision } = item;
  return {
    ...summaryOf(item),
    execution: textOf(item.execution),
    version: numberOf(item.version),
    subject: keptOf(item.subject),
    ...(result && { result: keptOf(result) }),
    ...(decision && { decision: JSON.parse(textOf(decision)) as Decided }),
    ...timesOf(item),
    audit: (item.audit?.L ?? []).map(lineOf),
  };
}

export function waitingOf(item: Item): WaitingReview {
  return { ...reviewOf(item), ...(item.token && { token: textOf(item.token) }) };
}

/** What a review begins with, and what its later rounds leave alone. */
export function initialItem({
  documentId,
  execution,
  subject,
  facts,
  approver,
  openedAt,
  dueAt,
}: Omit<Round, 'id' | 'token' | 'at'>): Item {
  return {
    status: { S: 'open' },
    documentId: { S: documentId },
    execution: { S: execution },
    subject: keptItem(subject),
    facts: { S: JSON.stringify(facts) },
    group: { S: approver.group },
    needed: numeric(approver.needed),
    openedAt: numeric(openedAt),
    dueAt: numeric(dueAt),
    version: numeric(1),
    approvals: { L: [] },
    expires: numeric(Math.ceil(openedAt / 1000) + KEPT_SECONDS),
  };
}

export function approvalItem({ sub, reviewer, at }: Approval): AttributeValue {
  return { M: { sub: { S: sub }, reviewer: { S: reviewer }, at: numeric(at) } };
}

export function keptItem(kept: Kept): AttributeValue {
  if ('text' in kept) return { S: kept.text };
  return { M: { bucket: { S: kept.ref.bucket }, key: { S: kept.ref.key } } };
}

export function lineItem({ at, changes, ...texts }: AuditLine): AttributeValue {
  const present = Object.entries(texts).filter(([, text]) => text !== undefined && text !== '');
  return {
    M: {
      at: numeric(at),
      ...Object.fromEntries(present.map(([name, text]) => [name, { S: text }])),
      ...(changes && { changes: keptItem(changes) }),
    },
  };
}

/** Seconds after its beginning until DynamoDB deletes a review: the books of its year have been closed. */
const KEPT_SECONDS = 400 * 24 * 3600;

function approvalOf({ M = {} }: AttributeValue): Approval {
  return { sub: textOf(M.sub), reviewer: textOf(M.reviewer), at: numberOf(M.at) };
}

function lineOf({ M = {} }: AttributeValue): AuditLine {
  const { at, who, what, changes, ...others } = M;
  const texts = Object.entries(others).map(([name, value]) => [name, textOf(value)]);
  return {
    at: numberOf(at),
    who: textOf(who),
    what: textOf(what),
    ...(Object.fromEntries(texts) as Pick<AuditLine, 'sub' | 'comment' | 'act'>),
    ...(changes && { changes: keptOf(changes) }),
  };
}

function keptOf(value: AttributeValue | undefined): Kept {
  if (value?.M === undefined) return { text: textOf(value) };
  return { ref: { bucket: textOf(value.M.bucket), key: textOf(value.M.key) } };
}

function timesOf(item: Item): Pick<Review, 'sentAt' | 'notifiedAt' | 'remindedAt'> {
  const present = (['sentAt', 'notifiedAt', 'remindedAt'] as const).filter((name) => item[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, numberOf(item[name])]));
}

function textOf(value: AttributeValue | undefined): string {
  return value?.S ?? '';
}
