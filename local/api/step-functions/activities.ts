import type { Activities } from '../../engine/activities.ts';
import type { ActivityRecord } from '../../engine/store.ts';
import { pageOf } from '../page-token.ts';
import { seconds } from '../step-functions-answers.ts';
import { configuration, nextTurn, only, pageFields, tagsOf, type Operations } from './operation.ts';

export function activityOperations(activities: Activities): Operations {
  return {
    CreateActivity(fields) {
      const request = {
        name: fields.required('name', { min: 1, max: 80 }),
        encryptionConfiguration: configuration(fields, 'encryptionConfiguration'),
        tags: tagsOf(fields),
      };
      fields.check();
      const { arn, creationDate } = activities.create(request);
      return { activityArn: arn, creationDate: seconds(creationDate) };
    },
    DescribeActivity(fields) {
      const activity = activities.get(only(fields, 'activityArn'));
      return {
        ...listItem(activity),
        encryptionConfiguration: activity.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
      };
    },
    DeleteActivity(fields) {
      activities.delete(only(fields, 'activityArn'));
    },
    ListActivities(fields) {
      const page = pageFields(fields);
      fields.check();
      const { items, nextToken } = pageOf('activities', activities.list(), ({ arn }) => arn, page);
      return { activities: items.map(listItem), nextToken };
    },
    async GetActivityTask(fields, caller) {
      const arn = fields.required('activityArn', { min: 1, max: 256 });
      const workerName = fields.optional('workerName', { min: 1, max: 80 });
      fields.check();
      const task = await activities.take(arn, workerName, (hangUp) => caller.gone(hangUp));
      // ActivityStarted is written before the worker knows of its task.
      await nextTurn();
      return task;
    },
  };
}

function listItem({ arn, name, creationDate }: ActivityRecord): object {
  return { activityArn: arn, name, creationDate: seconds(creationDate) };
}
