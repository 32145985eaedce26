import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  IdentitySource,
  JsonSchemaType,
  JsonSchemaVersion,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IResource, MethodOptions, Model } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';

const STAGE = 'v1';

export interface ReviewRoutes {
  readonly servePage: NodeFunction;
  readonly reviewSettings: NodeFunction;
  readonly listReviews: NodeFunction;
  readonly showReview: NodeFunction;
  readonly decideReview: NodeFunction;
  readonly authorizeReviewer: NodeFunction;
}

/** The REST API of the reviews and the page on it. GET shows and POST decides, since mail scanners follow links. */
export class ReviewApi extends Construct {
  /** The review page; ends with a slash. */
  readonly page: string;
  readonly #api: RestApi;

  constructor(scope: Construct, id: string, { stage, named }: Pick<Settings, 'stage' | 'named'>) {
    super(scope, id);
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${named('signalbox-reviews')}`,
      retention: stage.logRetention,
      removalPolicy: stage.removal,
    });
    this.#api = new RestApi(this, 'Api', {
      restApiName: named('signalbox-reviews'),
      description: 'Signalbox: the reviews of documents, and the page for reviewers',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      // The setting is the account's, and other APIs may log by it when this stack is long gone.
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: STAGE,
        throttlingRateLimit: stage.reviews.requestsPerSecond,
        throttlingBurstLimit: stage.reviews.burst,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        loggingLevel: MethodLoggingLevel.ERROR,
        // Bodies hold what documents say.
        dataTraceEnabled: false,
      },
    });
    // Not the stage's own URL: functions need it, and the stage comes after them.
    this.page = `https://${this.#api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${STAGE}/`;
    acknowledge(this.#api, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        "AWS's own policy for the role with which API Gateway writes logs in this account and region.",
      'AwsSolutions-APIG3':
        'A web ACL costs by the month and belongs to the account; the stage throttles, and decisions need a token.',
    });
  }

  /** Connects the routes; the functions may know the page's address by then. */
  route(routes: ReviewRoutes): void {
    const api = this.#api;
    const validator = new RequestValidator(this, 'Validator', {
      restApi: api,
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const authorizer = new RequestAuthorizer(this, 'Reviewer', {
      handler: routes.authorizeReviewer.lambda,
      identitySources: [IdentitySource.header('Authorization')],
      // A reviewer who loses a group keeps it so long; a token lives for an hour anyway.
      resultsCacheTtl: Duration.minutes(5),
    });
    const reviewer: MethodOptions = {
      authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      requestValidator: validator,
    };
    const open: MethodOptions = { authorizationType: AuthorizationType.NONE, requestValidator: validator };

    const root = api.root;
    this.#get(root, routes.servePage, open);
    this.#get(root.addResource('page.js'), routes.servePage, open);
    this.#get(root.addResource('page.css'), routes.servePage, open);
    this.#get(root.addResource('settings'), routes.reviewSettings, open);
    const reviews = root.addResource('reviews');
    this.#get(reviews, routes.listReviews, {
      ...reviewer,
      requestParameters: { 'method.request.querystring.status': false, 'method.request.querystring.next': false },
    });
    const review = reviews.addResource('{id}');
    this.#get(review, routes.showReview, reviewer);
    const decided = review.addResource('decision').addMethod('POST', integration(routes.decideReview), {
      ...reviewer,
      requestModels: { 'application/json': this.#decisionModel() },
    });
    acknowledge(decided, OWN_AUTHORIZER);
  }

  #get(resource: IResource, fn: NodeFunction, options: MethodOptions): void {
    const method = resource.addMethod('GET', integration(fn), options);
    acknowledge(method, options.authorizer === undefined ? NO_DATA : OWN_AUTHORIZER);
  }

  #decisionModel(): Model {
    return this.#api.addModel('Decision', {
      contentType: 'application/json',
      modelName: 'Decision',
      schema: {
        schema: JsonSchemaVersion.DRAFT4,
        title: 'What a reviewer decides',
        type: JsonSchemaType.OBJECT,
        required: ['decision', 'version'],
        additionalProperties: false,
        properties: {
          decision: { type: JsonSchemaType.STRING, enum: ['approve', 'reject', 'edit'] },
          version: { type: JsonSchemaType.INTEGER, minimum: 1 },
          comment: { type: JsonSchemaType.STRING, maxLength: 4_000 },
          result: { type: JsonSchemaType.OBJECT },
        },
      },
    });
  }
}

const OWN_AUTHORIZER = {
  'AwsSolutions-COG4':
    'A function verifies the token, so that any OpenID Connect issuer will do, not only a user pool.',
};
const NO_DATA = {
  'AwsSolutions-APIG4': 'The page and the address of the sign-in hold no data; reviews need a token.',
  'AwsSolutions-COG4': 'The page and the address of the sign-in hold no data; reviews need a token.',
};

function integration({ lambda }: NodeFunction): LambdaIntegration {
  return new LambdaIntegration(lambda, { allowTestInvoke: false });
}
