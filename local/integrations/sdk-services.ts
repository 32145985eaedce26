/**
 * The services that a Task can reach, by their name in a Resource. A service with an installed SDK client needs a line
 * here and nothing else.
 */
export interface SdkService {
  readonly load: () => Promise<Record<string, unknown>>;
  readonly client: string;
  /** Before the dot of the errors of `aws-sdk:` integrations, e.g. `DynamoDb`. */
  readonly errorPrefix: string;
}

export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  bedrockruntime: {
    load: () => import('@aws-sdk/client-bedrock-runtime') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'BedrockRuntimeClient',
    errorPrefix: 'BedrockRuntime',
  },
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'DynamoDBClient',
    errorPrefix: 'DynamoDb',
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'EventBridgeClient',
    errorPrefix: 'EventBridge',
  },
  lambda: {
    load: () => import('@aws-sdk/client-lambda') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'LambdaClient',
    errorPrefix: 'Lambda',
  },
  s3: {
    load: () => import('@aws-sdk/client-s3') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'S3Client',
    errorPrefix: 'S3',
  },
  sfn: {
    load: () => import('@aws-sdk/client-sfn') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'SFNClient',
    errorPrefix: 'Sfn',
  },
  sns: {
    load: () => import('@aws-sdk/client-sns') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'SNSClient',
    errorPrefix: 'Sns',
  },
  sqs: {
    load: () => import('@aws-sdk/client-sqs') as Promise<object> as Promise<Record<string, unknown>>,
    client: 'SQSClient',
    errorPrefix: 'Sqs',
  },
};
