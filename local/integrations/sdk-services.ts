/**
 * The services that a Task can reach, by their name in a Resource. A service with an installed SDK client needs a line
 * here and nothing else.
 */
export interface SdkService {
  /** The client's module, of which one client and its commands are used by name. */
  readonly load: () => Promise<object>;
  readonly client: string;
  /** Before the dot of the errors of `aws-sdk:` integrations, e.g. `DynamoDb`. */
  readonly errorPrefix: string;
  /** Exceptions that the AWS SDK for Java calls otherwise, by action: a HEAD answers without an error's name. */
  readonly renamed?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  bedrockruntime: {
    load: () => import('@aws-sdk/client-bedrock-runtime'),
    client: 'BedrockRuntimeClient',
    errorPrefix: 'BedrockRuntime',
  },
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb'),
    client: 'DynamoDBClient',
    errorPrefix: 'DynamoDb',
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridgeClient',
    errorPrefix: 'EventBridge',
  },
  lambda: {
    load: () => import('@aws-sdk/client-lambda'),
    client: 'LambdaClient',
    errorPrefix: 'Lambda',
  },
  s3: {
    load: () => import('@aws-sdk/client-s3'),
    client: 'S3Client',
    errorPrefix: 'S3',
    renamed: { headObject: { NotFound: 'NoSuchKey' }, headBucket: { NotFound: 'NoSuchBucket' } },
  },
  sfn: {
    load: () => import('@aws-sdk/client-sfn'),
    client: 'SFNClient',
    errorPrefix: 'Sfn',
  },
  sns: {
    load: () => import('@aws-sdk/client-sns'),
    client: 'SNSClient',
    errorPrefix: 'Sns',
  },
  sqs: {
    load: () => import('@aws-sdk/client-sqs'),
    client: 'SQSClient',
    errorPrefix: 'Sqs',
  },
};

/** The module of a service's client, by the names of its exports. */
export async function loadSdk(service: SdkService): Promise<Readonly<Record<string, unknown>>> {
  return (await service.load()) as Readonly<Record<string, unknown>>;
}
