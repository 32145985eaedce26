import { BatchWriteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { hashOf } from '../schemas/hash-of.ts';
import { impatientClient, lazily, numeric } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';

/** An answer that was paid for, as the step that got it returned it. */
export interface KeptAnswer {
  /** JSON of `{answer}` or `{answerRef}`. */
  readonly content: string;
  readonly tier: string;
  readonly modelId: string;
  /** JSON of everything else that the step returned. */
  readonly rest: string;
}

/** The answers' table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
export interface Answers {
  /** What an earlier run of the same step in the same execution was told. */
  own(id: string): Promise<KeptAnswer | undefined>;
  /** Keeps an answer for its own execution, and for its client where there is an id for that. */
  keep(answer: KeptAnswer, at: number, ids: { readonly own: string; readonly client?: string }): Promise<void>;
}

export function dynamodbAnswers(
  TableName: string,
  {
    clientSeconds,
    ownSeconds,
    connect = impatientClient,
  }: {
    /** For how long an answer is kept for its client, and for its execution. */
    readonly clientSeconds: number;
    readonly ownSeconds: number;
    readonly connect?: () => Client;
  },
): Answers {
  const client = lazily(connect);
  return {
    async own(id) {
      const { Item: item } = await client().send(
        new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }),
      );
      return item && answerOf(item);
    },

    async keep({ content, tier, modelId, rest }, at, ids) {
      const put = (id: string, seconds: number) => ({
        PutRequest: {
          Item: {
            id: { S: id },
            content: { S: content },
            tier: { S: tier },
            modelId: { S: modelId },
            rest: { S: rest },
            at: numeric(at),
            expires: numeric(Math.ceil(at / 1000) + seconds),
          },
        },
      });
      const items = [put(ids.own, ownSeconds), ...(ids.client === undefined ? [] : [put(ids.client, clientSeconds)])];
      const { UnprocessedItems } = await client().send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: items } }),
      );
      if (UnprocessedItems?.[TableName]?.length) throw new Error('DynamoDB did not take every answer');
    },
  };
}

/** Names a question within its execution: the same for each of its retries, another for each other question. */
export function ownId(workflow: string, execution: string, question: readonly unknown[]): string {
  return `execution/${workflow}/${execution}/${hashOf(question)}`;
}

function answerOf(item: Item): KeptAnswer {
  const text = (name: string) => item[name]?.S ?? '';
  return { content: text('content'), tier: text('tier'), modelId: text('modelId'), rest: text('rest') };
}
