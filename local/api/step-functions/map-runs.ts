import type { Executions } from '../../engine/executions.ts';
import type { MapRunCounts } from '../../engine/map-runs.ts';
import type { MapRunRecord } from '../../engine/store.ts';
import { pageOf } from '../page-token.ts';
import { seconds } from '../step-functions-answers.ts';
import { pageFields, only, type Operations } from './operation.ts';

const MAX_ARN = 2000;

/** Of the runs of distributed Maps. */
export function mapRunOperations(executions: Executions): Operations {
  const { mapRuns } = executions;
  return {
    DescribeMapRun(fields) {
      const run = mapRuns.get(only(fields, 'mapRunArn', MAX_ARN));
      return describe(run, mapRuns.counts(run));
    },
    ListMapRuns(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const page = pageFields(fields);
      fields.check();
      executions.get(arn);
      const { items, nextToken } = pageOf('mapRuns', mapRuns.list(arn), (run) => run.arn, page);
      return { mapRuns: items.map(listItem), nextToken };
    },
    UpdateMapRun(fields) {
      const arn = fields.required('mapRunArn', { min: 1, max: MAX_ARN });
      const settings = {
        maxConcurrency: fields.integer('maxConcurrency', { min: 0 }),
        toleratedFailureCount: fields.integer('toleratedFailureCount', { min: 0 }),
        toleratedFailurePercentage: fields.number('toleratedFailurePercentage', { min: 0, max: 100 }),
      };
      fields.check();
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      mapRuns.update(arn, Object.fromEntries(given));
    },
  };
}

function listItem({ arn, executionArn, stateMachineArn, startDate, stopDate }: MapRunRecord) {
  return {
    mapRunArn: arn,
    executionArn,
    stateMachineArn,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
  };
}

function describe(run: MapRunRecord, { executions, items }: MapRunCounts): object {
  const { stateMachineArn: _stateMachineArn, ...common } = listItem(run);
  const { redriveDate } = run;
  return {
    ...common,
    status: run.status,
    maxConcurrency: run.maxConcurrency,
    toleratedFailureCount: run.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
    itemCounts: items,
    executionCounts: executions,
    redriveCount: run.redriveCount,
    ...(redriveDate !== undefined && { redriveDate: seconds(redriveDate) }),
  };
}
