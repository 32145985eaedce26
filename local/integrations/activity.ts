import type { Activities } from '../engine/activities.ts';
import { ServiceError, StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';

/** The queues of the activities; whoever runs them implements this. */
export type ActivityOffers = Pick<Activities, 'offer'>;

/**
 * A Task whose Resource is an activity's ARN: `call` lasts until a worker has taken the task and tells who it was; what
 * the worker sends for the token is the result.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
 */
export function activityIntegration(activityArn: string, activities: ActivityOffers): Integration {
  return {
    events: 'Activity',
    resourceType: 'activity',
    resource: activityArn,
    pattern: 'waitForTaskToken',
    async call(parameters, { token = '', cancellation }) {
      const task = { taskToken: token, input: JSON.stringify(parameters) };
      try {
        const workerName = await activities.offer(activityArn, task, cancellation);
        return { ...(workerName !== undefined && { workerName }) };
      } catch (thrown) {
        if (thrown instanceof ServiceError) throw new StatesError(thrown.name, thrown.message);
        throw thrown;
      }
    },
  };
}
