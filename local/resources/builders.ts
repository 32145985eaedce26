import type { Builder } from './builder.ts';
import { passiveBuilders } from './passive-types.ts';
import { dynamodbGlobalTable, dynamodbTable } from './types/dynamodb-table.ts';
import { eventBus, eventsRule } from './types/events-rule.ts';
import { lambdaAlias } from './types/lambda-alias.ts';
import { lambdaFunction } from './types/lambda-function.ts';
import { lambdaVersion } from './types/lambda-version.ts';
import { s3Bucket } from './types/s3-bucket.ts';
import { snsSubscription, snsTopic } from './types/sns-topic.ts';
import { sqsQueue } from './types/sqs-queue.ts';
import { stateMachine } from './types/state-machine.ts';

/** CloudFormation type → how it is built. To support another type, write its file in `types/` and name it here. */
export const BUILDERS: Readonly<Record<string, Builder>> = {
  ...passiveBuilders,
  'AWS::DynamoDB::GlobalTable': dynamodbGlobalTable,
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': eventsRule,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::StepFunctions::StateMachine': stateMachine,
};
