import type { Json } from '../../query/json.ts';
import { reject, type Place } from './diagnostic.ts';
import { expected } from './values.ts';

/** How a task waits: not at all, for the job (`.sync`), for a callback with the token. */
type Pattern = '' | '.sync' | '.sync:2' | '.waitForTaskToken';

const CALL: readonly Pattern[] = [''];
const JOB: readonly Pattern[] = ['', '.sync'];
const CALLBACK: readonly Pattern[] = ['', '.waitForTaskToken'];
const ALL: readonly Pattern[] = ['', '.sync', '.waitForTaskToken'];

/** Optimized integrations: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const INTEGRATIONS: readonly (readonly [service: string, actions: string, patterns: readonly Pattern[]])[] = [
  ['lambda', 'invoke', CALLBACK],
  ['sqs', 'sendMessage', CALLBACK],
  ['sns', 'publish', CALLBACK],
  ['events', 'putEvents', CALLBACK],
  ['apigateway', 'invoke', CALLBACK],
  ['http', 'invoke', CALL],
  ['dynamodb', 'getItem putItem updateItem deleteItem', CALL],
  ['states', 'startExecution', ['', '.sync', '.sync:2', '.waitForTaskToken']],
  ['bedrock', 'invokeModel', CALLBACK],
  ['bedrock', 'createModelCustomizationJob', JOB],
  ['batch', 'submitJob', ALL],
  ['ecs', 'runTask', ALL],
  ['glue', 'startJobRun', JOB],
  ['databrew', 'startJobRun', JOB],
  ['mediaconvert', 'createJob', JOB],
  ['codebuild', 'startBuild startBuildBatch retryBuildBatch', JOB],
  ['codebuild', 'stopBuild stopBuildBatch batchDeleteBuilds batchGetReports deleteBuildBatch', CALL],
  ['athena', 'startQueryExecution', JOB],
  ['athena', 'stopQueryExecution getQueryExecution getQueryResults', CALL],
  ['eks', 'createCluster deleteCluster createNodegroup deleteNodegroup', JOB],
  ['eks', 'createFargateProfile deleteFargateProfile', JOB],
  ['eks', 'runJob', ALL],
  ['eks', 'call', CALL],
  ['elasticmapreduce', 'createCluster terminateCluster addStep', JOB],
  ['elasticmapreduce', 'cancelStep setClusterTerminationProtection', CALL],
  ['elasticmapreduce', 'modifyInstanceFleetByName modifyInstanceGroupByName', CALL],
  ['emr-containers', 'deleteVirtualCluster startJobRun', JOB],
  ['emr-containers', 'createVirtualCluster', CALL],
  ['emr-serverless', 'createApplication startApplication stopApplication', JOB],
  ['emr-serverless', 'deleteApplication startJobRun cancelJobRun', JOB],
  ['sagemaker', 'createTrainingJob createTransformJob createProcessingJob', JOB],
  ['sagemaker', 'createHyperParameterTuningJob createLabelingJob', JOB],
  ['sagemaker', 'createModel createEndpoint createEndpointConfig updateEndpoint', CALL],
];

const KNOWN = new Set(
  INTEGRATIONS.flatMap(([service, actions, patterns]) =>
    actions.split(' ').flatMap((action) => patterns.map((pattern) => `${service}:${action}${pattern}`)),
  ),
);
const PARTITION = 'arn:aws(?:-[a-z]+)*';
const INTEGRATION = new RegExp(`^${PARTITION}:states:[^:]*:[^:]*:(.+)$`);
const SDK = /^aws-sdk:[a-z0-9]+:[a-z][A-Za-z0-9]*(?:\.waitForTaskToken)?$/;
// Regions and accounts are not looked at: AWS creates machines that name `your-region`.
const ACTIVITY = new RegExp(`^${PARTITION}:states:[^:]*:[^:]*:activity:[^:]+$`);
const FUNCTION = new RegExp(`^${PARTITION}:lambda:[^:]*:[^:]*:function:[^:]+(?::[^:]+)?$`);
const WAITS = /\.(sync|waitForTaskToken)(?::\d+)?$/;

/** A Task's Resource. */
export function resource(arn: Json, place: Place): void {
  if (typeof arn !== 'string') return expected('String', place);
  const name = INTEGRATION.exec(arn)?.[1] ?? '';
  if (ACTIVITY.test(arn)) {
    if (place.machine.type === 'EXPRESS') return reject(place, 'Express state machine does not support Activity ARN');
  } else if (!FUNCTION.test(arn) && !KNOWN.has(name) && !SDK.test(name)) {
    return reject(place, unrecognized(arn));
  }
  if (place.machine.type === 'EXPRESS' && rejectedInExpress(name, place)) return;
  checkSupported(arn, place);
}

/** The Resource of an ItemReader or ResultWriter: one of a few calls to S3. */
export function s3Resource(actions: readonly string[]) {
  return (arn: Json, place: Place): void => {
    if (typeof arn !== 'string') return expected('String', place);
    const name = INTEGRATION.exec(arn)?.[1] ?? '';
    if (!actions.some((action) => name === `s3:${action}`)) reject(place, unrecognized(arn));
    else checkSupported(arn, place);
  };
}

function rejectedInExpress(name: string, place: Place): boolean {
  const wait = WAITS.exec(name)?.[1];
  if (!wait) return false;
  // The recorded text of the callback pattern has a blank at its end, that of `.sync` has none.
  const end = wait === 'sync' ? '' : ' ';
  reject(place, `Express state machine does not support '.${wait}' service integration${end}`);
  return true;
}

function checkSupported(arn: string, place: Place): void {
  const reason = place.machine.whyUnsupported(arn);
  if (reason !== undefined) reject(place, reason, 'INVALID_RESOURCE');
}

function unrecognized(arn: string): string {
  const what = 'The value is not a valid resource ARN, or the resource is not available in this region.';
  return `The resource provided ${arn} is not recognized. ${what}`;
}
