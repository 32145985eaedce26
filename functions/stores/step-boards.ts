import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Spending } from '../schemas/agent.ts';
import type { FinishRequest, TakenStep } from '../schemas/step-board.ts';
import { handoutsOf, takenBy, totalsOf } from '../step-board/board.ts';
import type { Board, Handout, Layout } from '../step-board/board.ts';
import { answered, finish, newBoard, take } from '../step-board/moves.ts';
import { conditionalUpdate, lazily, numeric } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';
import { boardOf, itemOf, layoutOf, progressItem, spendingItem, spentOf } from './step-board-items.ts';
import type { ReadBoard } from './step-board-items.ts';

/** What a ticket is told that asks for its step. */
export interface Taking {
  /** Undefined when it has to wait. */
  readonly taken: TakenStep | undefined;
  /** Other tasks that nobody is known to have told. */
  readonly untold: readonly Handout[];
}

/**
 * The step boards' table: an item for each pass of each run over a plan, on which its tickets find out which step they do.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
// B1. A ticket has one step and a step one ticket, from the write on that gives it away. There are as many of one as of the other.
// B2. A step is given away to be done when all that it depends on has ended, and something of it was done; the first result of a
//     step stays, and a skipped step has its result before a ticket gets it.
// B3. After each write no ticket waits while a step is free that can be done or is skipped: the write that makes steps free gives
//     them to those that wait.
// B4. The token of a ticket that waits stays on the board until its task was told of the step, or is over. Whoever takes or
//     finishes meanwhile learns whom to tell. A ticket that gets its step at once tells its task itself; its token is not kept.
// B5. Tickets and results change by writes that demand the version that was read, and each such write makes the next version.
// B6. Spending is what a ticket spent in all, so that it may be noted twice; a note that comes late changes nothing.
export interface StepBoards {
  /** Puts a board down; one that is there already stays as it is. */
  layOut(key: string, layout: Layout, at: number): Promise<void>;
  /** Gives a ticket its step, the same however often it comes, or keeps its token until there is one. */
  take(key: string, ticket: number, token: string): Promise<Taking>;
  /** Notes what a ticket's step came to, once however often it is called; the tasks that have to be told of theirs. */
  finish(
    key: string,
    ticket: number,
    result: FinishRequest['result'],
    spent: Spending,
    stop: FinishRequest['stop'],
  ): Promise<readonly Handout[]>;
  /** Notes that tasks were told, or are over. */
  answered(key: string, handouts: readonly Handout[]): Promise<void>;
  /** Notes what a ticket has spent so far, in all; what the whole run has. */
  noteSpending(key: string, ticket: number, spent: Spending): Promise<Spending>;
}

// Whoever loses a write lost it to another function, of which four are at work at once, with two writes each.
const ATTEMPTS = 10;

const SPENDING = ['inputTokens', 'outputTokens', 'costUsd', 'toolCalls'] as const satisfies readonly (keyof Spending)[];

export function dynamodbStepBoards(
  TableName: string,
  { connect = () => new DynamoDBClient({ maxAttempts: 3 }) }: { readonly connect?: () => Client } = {},
): StepBoards {
  const client = lazily(connect);
  const keyOf = (key: string) => ({ board: { S: key } });

  async function read(key: string): Promise<Item> {
    const { Item: item } = await client().send(
      new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true }),
    );
    if (item === undefined) throw new Error(`no board ${key} is in the table; lay-out-steps has to come first`);
    return item;
  }

  /** False when it has changed since it was read (B5). */
  async function write(key: string, { version }: ReadBoard, next: Board, ticket: number | undefined): Promise<boolean> {
    const spent = ticket === undefined ? undefined : next.spent[ticket];
    const written = await conditionalUpdate(client(), TableName, keyOf(key), {
      UpdateExpression: `SET #progress = :progress, #version = :next${spent ? ', #spent.#ticket = :spent' : ''}`,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: {
        '#progress': 'progress',
        '#version': 'version',
        ...(spent && { '#spent': 'spent', '#ticket': String(ticket) }),
      },
      values: {
        ':progress': progressItem(next),
        ':version': numeric(version),
        ':next': numeric(version + 1),
        ...(spent && { ':spent': spendingItem(spent) }),
      },
    });
    return written !== undefined;
  }

  /** The board as it is after a move; of the ticket that spent, the spending is written, too. */
  async function change(key: string, move: (board: Board) => Board, spender?: number): Promise<Board> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const there = boardOf(await read(key));
      const next = move(there.board);
      if (next === there.board || (await write(key, there, next, spender))) return next;
    }
    throw new Error(`board ${key} changed ${ATTEMPTS} times while it was to be changed; try again`);
  }

  return {
    async layOut(key, layout, at) {
      const item = itemOf(key, newBoard(layout), at);
      try {
        await client().send(
          new PutItemCommand({
            TableName,
            Item: { ...item },
            ConditionExpression: 'attribute_not_exists(#board)',
            ExpressionAttributeNames: { '#board': 'board' },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const idsOf = ({ steps }: Layout) => steps.map(({ step }) => step.id).join(', ');
        const there = idsOf(layoutOf(await read(key)));
        if (there === idsOf(layout)) return;
        throw new Error(`board ${key} has been laid out for other steps (${there}); each pass needs a key of its own`, {
          cause: error,
        });
      }
    },

    async take(key, ticket, token) {
      const board = await change(key, (there) => take(there, ticket, token));
      return { taken: takenBy(board, ticket), untold: handoutsOf(board) };
    },

    async finish(key, ticket, result, spent, stop) {
      return handoutsOf(await change(key, (there) => finish(there, { ticket, result, spent, stop }), ticket));
    },

    async answered(key, handouts) {
      if (handouts.length === 0) return;
      await change(key, (there) => answered(there, handouts));
    },

    async noteSpending(key, ticket, spent) {
      const notLess = SPENDING.map((field) => `#spent.#ticket.#${field} <= :${field}`).join(' AND ');
      const item = await conditionalUpdate(client(), TableName, keyOf(key), {
        UpdateExpression: 'SET #spent.#ticket = :spent',
        ConditionExpression: `attribute_exists(#board) AND (attribute_not_exists(#spent.#ticket) OR (${notLess}))`,
        ExpressionAttributeNames: {
          '#board': 'board',
          '#spent': 'spent',
          '#ticket': String(ticket),
          ...Object.fromEntries(SPENDING.map((field) => [`#${field}`, field])),
        },
        values: {
          ':spent': spendingItem(spent),
          ...Object.fromEntries(SPENDING.map((field) => [`:${field}`, numeric(spent[field])])),
        },
        returnsItem: true,
      });
      // B6: there is more already, or no board at all.
      const there = item ?? (await read(key));
      return totalsOf({ before: layoutOf(there).before, spent: spentOf(there) });
    },
  };
}
