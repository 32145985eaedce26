/**
 * What the services of this machine answer, by the names of SDK_SERVICES. Anything else would meet their refusal, but only
 * once the machine runs.
 */
export const SDK_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  bedrockruntime: ['converse', 'countTokens', 'invokeModel'],
  dynamodb: [
    ...['batchGetItem', 'batchWriteItem', 'deleteItem', 'getItem', 'putItem', 'query', 'scan', 'updateItem'],
    ...['createTable', 'deleteTable', 'describeTable', 'describeTimeToLive', 'listTables', 'updateTable'],
    ...['listTagsOfResource', 'tagResource', 'untagResource'],
  ],
  eventbridge: [
    ...['createEventBus', 'deleteEventBus', 'describeEventBus', 'listEventBuses', 'putEvents', 'testEventPattern'],
    ...['deleteRule', 'describeRule', 'disableRule', 'enableRule', 'listRules', 'putRule'],
    ...['listTargetsByRule', 'putTargets', 'removeTargets'],
  ],
  lambda: [
    ...['createFunction', 'deleteFunction', 'getFunction', 'getFunctionConfiguration', 'invoke', 'listFunctions'],
    ...['updateFunctionCode', 'updateFunctionConfiguration', 'addPermission', 'createAlias', 'publishVersion'],
  ],
  s3: [
    ...[
      'createBucket',
      'deleteBucket',
      'getBucketLocation',
      'headBucket',
      'listBuckets',
      'listObjects',
      'listObjectsV2',
    ],
    ...['copyObject', 'deleteObject', 'deleteObjects', 'getObject', 'getObjectAttributes', 'headObject', 'putObject'],
    ...['abortMultipartUpload', 'completeMultipartUpload', 'createMultipartUpload', 'uploadPart', 'uploadPartCopy'],
    ...['deleteBucketLifecycle', 'getBucketLifecycleConfiguration', 'putBucketLifecycleConfiguration', 'renameObject'],
  ],
  sfn: [
    ...['createActivity', 'deleteActivity', 'describeActivity', 'getActivityTask', 'listActivities'],
    ...['createStateMachine', 'deleteStateMachine', 'describeStateMachine', 'listStateMachines', 'updateStateMachine'],
    ...['createStateMachineAlias', 'deleteStateMachineAlias', 'describeStateMachineAlias', 'updateStateMachineAlias'],
    ...['listStateMachineAliases', 'deleteStateMachineVersion', 'listStateMachineVersions'],
    ...[
      'publishStateMachineVersion',
      'describeStateMachineForExecution',
      'validateStateMachineDefinition',
      'testState',
    ],
    ...['describeExecution', 'getExecutionHistory', 'listExecutions', 'redriveExecution', 'startExecution'],
    ...['startSyncExecution', 'stopExecution', 'describeMapRun', 'listMapRuns', 'updateMapRun'],
    ...['sendTaskFailure', 'sendTaskHeartbeat', 'sendTaskSuccess'],
    ...['listTagsForResource', 'tagResource', 'untagResource'],
  ],
  sns: [
    ...[
      'createTopic',
      'deleteTopic',
      'getTopicAttributes',
      'listTopics',
      'publish',
      'publishBatch',
      'setTopicAttributes',
    ],
    ...['confirmSubscription', 'getSubscriptionAttributes', 'listSubscriptions', 'listSubscriptionsByTopic'],
    ...['setSubscriptionAttributes', 'subscribe', 'unsubscribe'],
    ...['listTagsForResource', 'tagResource', 'untagResource'],
  ],
  sqs: [
    ...['createQueue', 'deleteQueue', 'getQueueAttributes', 'getQueueUrl', 'listQueues', 'purgeQueue'],
    ...[
      'setQueueAttributes',
      'deleteMessage',
      'deleteMessageBatch',
      'receiveMessage',
      'sendMessage',
      'sendMessageBatch',
    ],
    ...['changeMessageVisibility', 'changeMessageVisibilityBatch', 'listQueueTags', 'tagQueue', 'untagQueue'],
  ],
};
