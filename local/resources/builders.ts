import type { Builder } from './builder.ts';
import { passiveBuilders } from './passive-types.ts';
import { apiGatewayAuthorizer } from './types/apigateway-authorizer.ts';
import { apiGatewayGatewayResponse } from './types/apigateway-gateway-response.ts';
import { apiGatewayMethod } from './types/apigateway-method.ts';
import { apiGatewayModel, apiGatewayRequestValidator } from './types/apigateway-model.ts';
import { apiGatewayResource } from './types/apigateway-resource.ts';
import { apiGatewayAccount, apiGatewayRestApi } from './types/apigateway-rest-api.ts';
import { apiGatewayDeployment, apiGatewayStage } from './types/apigateway-stage.ts';
import { bedrockPrompt, bedrockPromptVersion } from './types/bedrock-prompt.ts';
import { cognitoUserPool, cognitoUserPoolDomain, cognitoUserPoolGroup } from './types/cognito-user-pool.ts';
import { cognitoUserPoolClient } from './types/cognito-user-pool-client.ts';
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
  'AWS::ApiGateway::Account': apiGatewayAccount,
  'AWS::ApiGateway::Authorizer': apiGatewayAuthorizer,
  'AWS::ApiGateway::Deployment': apiGatewayDeployment,
  'AWS::ApiGateway::GatewayResponse': apiGatewayGatewayResponse,
  'AWS::ApiGateway::Method': apiGatewayMethod,
  'AWS::ApiGateway::Model': apiGatewayModel,
  'AWS::ApiGateway::RequestValidator': apiGatewayRequestValidator,
  'AWS::ApiGateway::Resource': apiGatewayResource,
  'AWS::ApiGateway::RestApi': apiGatewayRestApi,
  'AWS::ApiGateway::Stage': apiGatewayStage,
  'AWS::Bedrock::Prompt': bedrockPrompt,
  'AWS::Bedrock::PromptVersion': bedrockPromptVersion,
  'AWS::Cognito::UserPool': cognitoUserPool,
  'AWS::Cognito::UserPoolClient': cognitoUserPoolClient,
  'AWS::Cognito::UserPoolDomain': cognitoUserPoolDomain,
  'AWS::Cognito::UserPoolGroup': cognitoUserPoolGroup,
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
