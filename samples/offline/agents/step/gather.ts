import type { ToolWish } from '../../conversation.ts';
import { FIGURES_TITLE, figureNotes, themeOf } from '../evidence/findings.ts';
import { failedTools } from '../evidence/failures.ts';
import { nextLook } from '../evidence/look-up.ts';
import { bulletsAsked } from '../language/bullets.ts';
import { written } from '../language/notes.ts';
import type { Theme } from '../language/notes.ts';
import { outputOf } from './output.ts';
import type { StepAnswer } from './output.ts';
import type { StepTask } from './step-task.ts';
import { subjectsOf } from './subjects.ts';

// One subject may take all that a reader takes in.
const MOST_NOTES = { single: 7, each: 5 } as const;

/** Looks into documents and tables for what the instruction names, and answers with what they say, in their words. */
export function gather({
  task,
  goal,
  instruction,
  problem,
}: StepTask): { readonly toolCalls: readonly ToolWish[] } | StepAnswer {
  const subjects = subjectsOf(instruction, problem);
  const toolCalls = nextLook(task, subjects, goal);
  if (toolCalls.length > 0) return { toolCalls };
  const most = Math.max(bulletsAsked(goal) ?? 0, subjects.length === 1 ? MOST_NOTES.single : MOST_NOTES.each);
  const broken = failedTools(task.uses, ['query-table', 'statistics', 'calculate']);
  const figures = figureNotes(task);
  const byTables = task.offered.includes('query-table');
  const found = subjects.map((subject) => themeOf(subject, goal, task, most));
  const themes: readonly Theme[] = [
    ...(figures.length + broken.length > 0 ? [{ title: FIGURES_TITLE, notes: figures, gaps: broken }] : []),
    // Whoever looks figures up leaves the words to others, unless there are no figures.
    ...(byTables && figures.length > 0 && problem === '' ? [] : found),
  ];
  return outputOf(
    written(withoutRepeats(themes)),
    themes.flatMap(({ notes }) => notes),
  );
}

/** A statement stands where it came up first. */
export function withoutRepeats(themes: readonly Theme[]): readonly Theme[] {
  const seen = new Set<string>();
  return themes.map(({ title, notes, gaps }) => ({
    title,
    notes: notes.filter(({ text }) => !seen.has(text) && seen.add(text)),
    gaps: gaps.filter((gap) => !seen.has(gap) && seen.add(gap)),
  }));
}
