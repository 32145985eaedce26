import { existsSync } from 'node:fs';
import type { DatabaseKind } from './state-folder.ts';

/** A file of the state folder that cannot be used: which one, why, and what to do. */
export class StateError extends Error {
  constructor({ what }: DatabaseKind, file: string, problem: string) {
    const advice = [file, `${file}-wal`].some((one) => existsSync(one)) ? 'Move it away, or start' : 'Start';
    super(`The ${what} ${file} ${problem}. ${advice} with --state and another folder, or with --memory.`);
    this.name = 'StateError';
  }
}

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

// By its members, because SQLite's errors are of another realm where a test runner has its own `Error`.
export function isInUse(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

export function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
