import type { HttpEngine } from '../resources/hosted/http-engine.ts';
import type { Service } from './service.ts';

/** S3's own limit for one PUT is 5 GiB; everything is kept in memory here. */
const MAX_OBJECT_BYTES = 512 * 1024 * 1024;

/** Services that a library answers; it gets the request as it came. */
export function hostedService(
  name: string,
  engine: HttpEngine,
  options: { readonly targets?: readonly string[]; readonly maxBodyBytes?: number } = {},
): Service {
  return { name, ...options, handle: (request, response) => engine.handle(request.raw, response) };
}

export function dynamodbService(engine: HttpEngine): Service {
  return hostedService('dynamodb', engine, { targets: ['DynamoDB_20120810'] });
}

/** S3, SQS and SNS share one engine. */
export function storageAndMessagingServices(engine: HttpEngine): readonly Service[] {
  return [
    hostedService('s3', engine, { maxBodyBytes: MAX_OBJECT_BYTES }),
    hostedService('sqs', engine, { targets: ['AmazonSQS'] }),
    hostedService('sns', engine),
  ];
}
