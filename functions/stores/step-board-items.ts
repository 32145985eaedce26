import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Spending } from '../schemas/agent.ts';
import type { Board, Layout, Progress } from '../step-board/board.ts';
import { numberOf, numeric } from './conditional-update.ts';
import type { Item } from './conditional-update.ts';

/** A board with the number of its last write. */
export interface ReadBoard {
  readonly board: Board;
  readonly version: number;
}

/**
 * An item holds its layout and its progress as JSON, and apart from them what each ticket spent. It stays below DynamoDB's 400 KB:
 * a plan has 60 KB at the most, its 40 results have 2 KB each, those that are kept from before included, and the three tickets that
 * wait have three tokens of 2 KB each: 160 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function itemOf(key: string, board: Board, at: number): Item {
  const { steps, kept, before } = board;
  return {
    board: { S: key },
    layout: { S: JSON.stringify({ steps, kept, before } satisfies Layout) },
    progress: progressItem(board),
    spent: { M: {} },
    version: numeric(1),
    expires: numeric(Math.ceil(at / 1000) + KEPT_SECONDS),
  };
}

export function boardOf(item: Item): ReadBoard {
  return {
    board: {
      ...layoutOf(item),
      ...(JSON.parse(item.progress?.S ?? '') as Progress),
      spent: spentOf(item),
    },
    version: numberOf(item.version),
  };
}

export function layoutOf(item: Item): Layout {
  return JSON.parse(item.layout?.S ?? '') as Layout;
}

export function progressItem({ tickets, results }: Progress): AttributeValue {
  return { S: JSON.stringify({ tickets, results } satisfies Progress) };
}

export function spentOf(item: Item): Board['spent'] {
  return Object.fromEntries(Object.entries(item.spent?.M ?? {}).map(([ticket, value]) => [ticket, spendingOf(value)]));
}

/** Numbers of DynamoDB's, so that a condition can compare them. */
export function spendingItem({ inputTokens, outputTokens, costUsd, toolCalls }: Spending): AttributeValue {
  return {
    M: {
      inputTokens: numeric(inputTokens),
      outputTokens: numeric(outputTokens),
      costUsd: numeric(costUsd),
      toolCalls: numeric(toolCalls),
    },
  };
}

/**
 * Until DynamoDB deletes a board, in seconds after it was laid out: a person may let a step wait for days, and an execution can be
 * redriven for 14 days after its end. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
const KEPT_SECONDS = 30 * 24 * 3600;

function spendingOf({ M = {} }: AttributeValue): Spending {
  const of = (name: keyof Spending) => numberOf(M[name]);
  return {
    inputTokens: of('inputTokens'),
    outputTokens: of('outputTokens'),
    costUsd: of('costUsd'),
    toolCalls: of('toolCalls'),
  };
}
