/**
 * The groups of the identity provider whose members review. Here and nowhere else: infra makes them, the authorizer lets no
 * others through.
 */
export const REVIEWERS = 'reviewers';
export const MANAGERS = 'managers';
export const DIRECTORS = 'directors';
/** May decide whatever was escalated. */
export const BACKUP_REVIEWERS = 'backup-reviewers';

export const REVIEWER_GROUPS = [REVIEWERS, MANAGERS, DIRECTORS, BACKUP_REVIEWERS] as const;
