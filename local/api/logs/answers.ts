import type { LogGroup, LogStream } from '../../resources/logs/log-group.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html; times are milliseconds. */
export function groupAnswer({ name, arn, creationTime, retentionDays, size }: LogGroup): object {
  return {
    logGroupName: name,
    creationTime,
    retentionInDays: retentionDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: size,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html */
export function streamAnswer(groupArn: string, stream: LogStream): object {
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    firstEventTimestamp: stream.firstEvent,
    lastEventTimestamp: stream.lastEvent,
    lastIngestionTime: stream.lastIngestion,
    arn: `${groupArn}:log-stream:${stream.name}`,
    // AWS stopped counting a stream's bytes in 2019.
    storedBytes: 0,
  };
}
