import type { Change } from '../../schemas/review.ts';

/** What a reviewer has not sent yet. It belongs to one version of a review, and outlives reloads and expired sign-ins. */
export interface Draft {
  /** Absent when there is nothing to edit. */
  readonly result?: unknown;
  readonly comment: string;
  /** What the edits come to, for a reader who no longer has the version that they were made in. */
  readonly changes: readonly Change[];
}

export interface Drafts {
  load(version: number): Draft | undefined;
  save(version: number, draft: Draft): void;
  drop(version: number): void;
  /** Of versions that others have replaced, the newest first. */
  olderThan(version: number): readonly { readonly version: number; readonly draft: Draft }[];
}

export function draftsOf(reviewId: string): Drafts {
  const prefix = `signalbox.draft.${reviewId}.`;
  const load = (version: number) => {
    const stored = sessionStorage.getItem(`${prefix}${version}`);
    return stored === null ? undefined : (JSON.parse(stored) as Draft);
  };
  return {
    load,
    save: (version, draft) => {
      try {
        sessionStorage.setItem(`${prefix}${version}`, JSON.stringify(draft));
      } catch {
        // The browser's quota (5 MB) is used up: the page goes on, and only a reload would lose the draft.
      }
    },
    drop: (version) => sessionStorage.removeItem(`${prefix}${version}`),
    olderThan: (version) =>
      Object.keys(sessionStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => Number(key.slice(prefix.length)))
        .filter((other) => other < version)
        .sort((a, b) => b - a)
        .flatMap((other) => {
          const draft = load(other);
          return draft === undefined ? [] : [{ version: other, draft }];
        }),
  };
}
