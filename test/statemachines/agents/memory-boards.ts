import type { Board, Layout } from '../../../functions/step-board/board.ts';
import { handoutsOf, takenBy, totalsOf } from '../../../functions/step-board/board.ts';
import { answered, finish, newBoard, take } from '../../../functions/step-board/moves.ts';
import type { StepBoards } from '../../../functions/stores/step-boards.ts';

const FIELDS = ['inputTokens', 'outputTokens', 'costUsd', 'toolCalls'] as const;

/** Boards without a database: the same moves, one after the other. */
export function memoryBoards(): StepBoards & { readonly boards: Map<string, Board> } {
  const boards = new Map<string, Board>();
  const move = (key: string, change: (board: Board) => Board): Board => {
    const there = boards.get(key);
    if (there === undefined) throw new Error(`no board ${key}`);
    const next = change(there);
    boards.set(key, next);
    return next;
  };
  return {
    boards,
    layOut: async (key, layout) => {
      const idsOf = ({ steps }: Layout) => steps.map(({ step }) => step.id).join();
      const there = boards.get(key);
      if (there !== undefined && idsOf(there) !== idsOf(layout)) throw new Error(`board ${key} is there for others`);
      if (there === undefined) boards.set(key, newBoard(layout));
    },
    take: async (key, ticket, token) => {
      const board = move(key, (there) => take(there, ticket, token));
      return { taken: takenBy(board, ticket), untold: handoutsOf(board) };
    },
    finish: async (key, ticket, result, spent, stop) =>
      handoutsOf(move(key, (there) => finish(there, { ticket, result, spent, stop }))),
    answered: async (key, handouts) => void move(key, (there) => answered(there, handouts)),
    noteSpending: async (key, ticket, spent) =>
      totalsOf(
        move(key, (there) => {
          // B6: a note that comes late changes nothing.
          const before = there.spent[ticket];
          const isLate = before !== undefined && FIELDS.some((field) => before[field] > spent[field]);
          return isLate ? there : { ...there, spent: { ...there.spent, [ticket]: spent } };
        }),
      ),
  };
}
