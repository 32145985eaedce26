/** The index of the reviews' table that lists them: by `status`, in the order of `openedAt`. */
export const BY_STATUS = 'by-status';

/**
 * What it holds beside the keys of index and table: what a row of the list shows. Never the task token, nor what the document
 * says.
 */
export const LISTED = ['documentId', 'facts', 'group', 'needed', 'dueAt', 'approvals', 'escalated'] as const;
