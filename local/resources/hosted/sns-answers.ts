import { isObject } from '../../query/json.ts';
import type { FauxqsApp, FauxqsRequest } from './fauxqs-app.ts';

/** The form that an SNS call consists of. */
export type SnsFields = Record<string, string | undefined>;

/** What SNS says where the library says it otherwise. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(<Message>)(?=The (?:MessageGroupId parameter|topic should))/g, '$1Invalid parameter: '],
  [/(required for FIFO topics|provided explicitly)\.(?=<)/g, '$1'],
  [/(<Message>)Message is required(?=<)/, '$1Invalid parameter: Empty message'],
  [
    /(<Message>)TopicArn is required(?=<)/,
    '$1Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
  ],
];

/** SNS counts the messages of FIFO topics in 20 digits. */
const FIRST_SEQUENCE_NUMBER = 10n ** 19n;

/** Makes the library's SNS check a publication, number it and speak like SNS. */
export function answerLikeSns(app: FauxqsApp): void {
  // From when the process began, so that numbers of a kept topic go on rising after a restart.
  let published = BigInt(Math.round(performance.timeOrigin)) * 1_000_000n;

  app.addHook('preHandler', async (request, reply) => {
    const fields = snsFields(request);
    if (fields?.Action !== 'Publish') return undefined;
    fields.TopicArn ??= fields.TargetArn;
    const problem = publishProblem(fields);
    if (problem !== undefined) {
      return reply.status(400).header('content-type', 'text/xml').send(errorXml(problem));
    }
    // Queues are the only subscribers here.
    if (fields.MessageStructure === 'json') fields.Message = messageFor('sqs', fields.Message ?? '');
    return undefined;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fields = snsFields(request);
    if (!fields || typeof payload !== 'string') return payload;
    const text = WORDS.reduce((xml, [from, to]) => xml.replace(from, to), payload);
    if (reply.statusCode !== 200 || fields.TopicArn?.endsWith('.fifo') !== true) return text;
    return text.replaceAll('</MessageId>', () => {
      published += 1n;
      return `</MessageId><SequenceNumber>${FIRST_SEQUENCE_NUMBER + published}</SequenceNumber>`;
    });
  });
}

/** Undefined for calls of other services. */
export function snsFields(request: FauxqsRequest): SnsFields | undefined {
  const isForm = request.headers['content-type']?.includes('x-www-form-urlencoded') === true;
  return request.url === '/' && isForm ? (request.body as SnsFields) : undefined;
}

function publishProblem({
  TopicArn,
  MessageDeduplicationId,
  MessageStructure,
  Message,
}: SnsFields): string | undefined {
  const parts = TopicArn?.split(':').length ?? 6;
  if (parts < 6) return `TopicArn Reason: An ARN must have at least 6 elements, not ${parts}`;
  if (MessageDeduplicationId !== undefined && TopicArn?.endsWith('.fifo') === false) {
    return 'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type';
  }
  if (MessageStructure !== 'json' || Message === undefined) return undefined;
  const messages = parsed(Message);
  if (messages === undefined) return 'Message Structure - JSON message body failed to parse';
  return typeof messages.default === 'string' ? undefined : 'Message Structure - No default entry in JSON message body';
}

/** Of a message with a text for each protocol. */
export function messageFor(protocol: string, message: string): string | undefined {
  const messages = parsed(message) ?? {};
  return (messages[protocol] ?? messages.default) as string | undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function errorXml(problem: string): string {
  const error = `<Type>Sender</Type><Code>InvalidParameter</Code><Message>Invalid parameter: ${problem}</Message>`;
  return `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>${error}</Error></ErrorResponse>`;
}
