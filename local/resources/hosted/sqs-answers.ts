import { isObject, type JsonObject } from '../../query/json.ts';
import type { FauxqsApp, FauxqsRequest } from './fauxqs-app.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: 15 minutes. */
const MAX_DELAY_SECONDS = 900;
const OWN_HANDLE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// Queue URLs name this host, which no resolver knows; the host that the client used leads back here.
const QUEUE_HOST = /http:\/\/sqs\.[\w-]+\.localhost(?::\d+)?\//g;

/** Makes the library's SQS check what it lets pass, and speak like SQS. */
export function answerLikeSqs(app: FauxqsApp): void {
  app.addHook('preHandler', async (request, reply) => {
    const problem = sqsProblem(request);
    if (!problem) return undefined;
    return reply
      .status(400)
      .header('x-amzn-query-error', `${problem.code};Sender`)
      .send({ __type: `com.amazonaws.sqs#${problem.code}`, message: problem.message });
  });

  app.addHook('onSend', async (request, _reply, payload) => {
    if (operationOf(request) === undefined || typeof payload !== 'string') return payload;
    return payload
      .replace(QUEUE_HOST, `http://${request.headers.host}/`)
      .replace(
        /Value for parameter (MaxNumberOfMessages is invalid\. Reason: Must be between 1 and 10)\./,
        (_text, rest) => {
          const given = (request.body as JsonObject).MaxNumberOfMessages;
          return `Value ${String(given)} for parameter ${String(rest)}, if provided.`;
        },
      )
      .replace(/,"Failed":\[\]/, '');
  });
}

function operationOf({ headers }: FauxqsRequest): string | undefined {
  const target = headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith('AmazonSQS.') ? target.slice('AmazonSQS.'.length) : undefined;
}

function sqsProblem(request: FauxqsRequest): { readonly code: string; readonly message: string } | undefined {
  const body = isObject(request.body) ? request.body : {};
  const { DelaySeconds: delay, ReceiptHandle: handle } = body;
  switch (operationOf(request)) {
    case 'SendMessage':
      if (typeof delay !== 'number' || (delay >= 0 && delay <= MAX_DELAY_SECONDS)) return undefined;
      return {
        code: 'InvalidParameterValue',
        message: `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
      };
    case 'DeleteMessage':
    case 'ChangeMessageVisibility':
      if (typeof handle !== 'string' || OWN_HANDLE.test(handle)) return undefined;
      return {
        code: 'ReceiptHandleIsInvalid',
        message: `The input receipt handle "${handle}" is not a valid receipt handle.`,
      };
    default:
      return undefined;
  }
}
