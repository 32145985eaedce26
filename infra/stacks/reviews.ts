import { Aws, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { REVIEW_PAGE, REVIEW_TOPIC } from '../../functions/environment.ts';
import { REVIEWER_GROUPS } from '../../functions/schemas/reviewer-groups.ts';
import { ClaimCheckAccess } from '../constructs/claim-check-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { ReviewApi } from '../constructs/review-api.ts';
import { ReviewerIdentity } from '../constructs/reviewer-identity.ts';
import { TableAccess } from '../constructs/table-access.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from './storage.ts';

/** The names of the state machines that wait for people, which are deployed after what people decide with. */
export const DOCUMENT_PROCESSING = 'document-processing';
/** The name of the one whose agents ask people. */
export const AGENT_LOOP = 'agent-loop';

/** The longest that API Gateway waits. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const API_TIMEOUT = Duration.seconds(29);

/** How people decide: the page, its API, who may use it, and how they are told. */
export class Reviews extends Stack {
  readonly requestReview: NodeFunction;
  readonly remindReviewer: NodeFunction;
  readonly closeReview: NodeFunction;

  constructor(scope: Construct, id: string, props: Settings & { readonly storage: Storage }) {
    super(scope, id, { description: 'Signalbox: reviews, their page and who may decide' });
    const { stage, named, storage } = props;
    this.addStackDependency(storage);
    const tables = new TableAccess(storage.tables);
    const claimChecks = new ClaimCheckAccess(storage.claimChecks);
    const topic = new Topic(this, 'Notifications', { topicName: named('signalbox-reviews'), enforceSSL: true });
    for (const address of props.reviewerEmails) topic.addSubscription(new EmailSubscription(address));

    const api = new ReviewApi(this, 'ReviewApi', props);
    const identity = new ReviewerIdentity(this, 'Identity', {
      ...props,
      removal: stage.removal,
      groups: REVIEWER_GROUPS,
      page: api.page,
    });
    const step = (id: string, name: string) =>
      new NodeFunction(this, id, { ...props, step: name, timeout: API_TIMEOUT });
    const changes = (fn: NodeFunction) => {
      tables.grantReviews(fn, { writes: true });
      return fn;
    };
    /** A step that tells people, and hands a stored decision to the execution that waits for it. */
    const delivers = (fn: NodeFunction) => {
      changes(fn);
      // Known by name, since the workflow is deployed after its reviews.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
      fn.allow(
        ['states:SendTaskSuccess'],
        [DOCUMENT_PROCESSING, AGENT_LOOP].map(
          (name) => `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${named(name)}`,
        ),
      );
      fn.allow(['sns:Publish'], [topic.topicArn]);
      fn.addEnvironment(REVIEW_TOPIC, topic.topicArn);
      fn.addEnvironment(REVIEW_PAGE, api.page);
      return fn;
    };

    this.requestReview = delivers(step('RequestReview', 'request-review'));
    claimChecks.grantKeep(this.requestReview, 'answers');
    this.remindReviewer = delivers(step('RemindReviewer', 'remind-reviewer'));
    this.closeReview = changes(step('CloseReview', 'close-review'));

    const servePage = step('ServePage', 'serve-page');
    const reviewSettings = step('ReviewSettings', 'review-settings');
    const listReviews = step('ListReviews', 'list-reviews');
    tables.grantReviewList(listReviews);
    const showReview = step('ShowReview', 'show-review');
    tables.grantReviews(showReview, { writes: false });
    claimChecks.grantRead(showReview);
    const decideReview = delivers(step('DecideReview', 'decide-review'));
    claimChecks.grantRead(decideReview);
    claimChecks.grantKeep(decideReview, 'answers');
    const authorizeReviewer = step('AuthorizeReviewer', 'authorize-reviewer');
    for (const fn of [authorizeReviewer, reviewSettings, servePage]) identity.introduceTo(fn);
    api.route({ servePage, reviewSettings, listReviews, showReview, decideReview, authorizeReviewer });

    new CfnOutput(this, 'ReviewPage', { value: api.page, description: 'Where reviewers decide' });
  }
}
