import type { ToolWish } from '../../conversation.ts';
import type { Task } from '../task.ts';

// As many as are run at once; what is left over is wished for again in the next round.
const MOST_AT_ONCE = 8;

/** What is left of wishes when what was asked before, and what is not to be had, is taken away. */
export function newWishes(task: Task, wishes: readonly ToolWish[]): readonly ToolWish[] {
  const asked = new Set(task.uses.map((use) => keyOf(use)));
  const wanted = wishes.filter((wish) => {
    const key = keyOf(wish);
    if (asked.has(key) || !task.tools.includes(wish.name)) return false;
    asked.add(key);
    return true;
  });
  return wanted.slice(0, MOST_AT_ONCE);
}

/** The tools that were used with these words before count, in whatever order the input was written. */
function keyOf({ name, input }: ToolWish): string {
  return JSON.stringify([name, Object.entries(input).toSorted(([one], [other]) => one.localeCompare(other))]);
}
