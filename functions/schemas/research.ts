/** What starts `research-report`. */
export interface Topic {
  readonly topic: string;
  /** For whom the report is; empty when the caller does not say. */
  readonly audience: string;
}

/** What the data gatherer finds: which questions the documents can answer, and with which of them. */
export interface Outline {
  readonly title: string;
  readonly questions: readonly ResearchQuestion[];
}

export interface ResearchQuestion {
  readonly question: string;
  /** What its answer adds to the report. */
  readonly why: string;
  /** Ids of documents. */
  readonly sources: readonly string[];
}

/** What an analyst makes of one question. */
export interface Analysis {
  readonly question: string;
  readonly findings: readonly Finding[];
  readonly counterarguments: readonly Finding[];
  readonly implications: string;
}

export interface Finding {
  readonly statement: string;
  /** Ids of the documents that say it; never empty. */
  readonly sources: readonly string[];
}

/** What the writer writes. Texts are Markdown, and cite documents as `[@document-id]`. */
export interface ReportDraft {
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly heading: string;
  readonly body: string;
}

/** What the reviewer says of a draft. */
export interface ReportReview {
  readonly approved: boolean;
  /** From 0 to 1. */
  readonly score: number;
  readonly issues: readonly ReportIssue[];
  readonly comment: string;
}

export interface ReportIssue {
  /** The heading of the section, or `summary`. */
  readonly where: string;
  readonly problem: string;
}
