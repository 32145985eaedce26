import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { ReviewSummary } from '../stores/review-items.ts';
import { noticeOf } from './notices.ts';
import type { NoticeKind } from './notices.ts';

/** Tells reviewers of a review. */
export type Notify = (kind: NoticeKind, review: ReviewSummary) => Promise<void>;

/** By an SNS topic; `page` is the address of the review page. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function topicNotices(
  TopicArn: string,
  page: string,
  connect: () => SNSClient = () => new SNSClient({ maxAttempts: 3 }),
): Notify {
  let client: SNSClient | undefined;
  return async (kind, review) => {
    client ??= connect();
    const { subject, message, attributes } = noticeOf(kind, review, page);
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    await client.send(new PublishCommand({ TopicArn, Subject: subject, Message: message, MessageAttributes }));
  };
}
