/** A claim that an analyst made. */
export interface Claim {
  readonly text: string;
  readonly sources: readonly string[];
}

export interface Chapter {
  readonly question: string;
  readonly heading: string;
  readonly findings: readonly Claim[];
  readonly limits: readonly Claim[];
  readonly implications: string;
  /** The analyst has found nothing. */
  readonly isGap: boolean;
}

export interface Draft {
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly { readonly heading: string; readonly body: string }[];
}

/** A claim with its sources behind it, as the report cites them. */
export function citedClaim({ text, sources }: Claim): string {
  return `${text}${sources.map((source) => ` [@${source}]`).join('')}`;
}

/** How a summary says that the report has nothing to report. */
export const NAMES_THE_GAP = 'so this report can only name the gap';
