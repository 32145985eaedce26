import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../functions/environment.ts';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import { Alarms } from '../constructs/alarms.ts';
import type { Settings } from '../settings.ts';
import type { FrontDoors } from './front-doors.ts';
import type { Workflows } from './workflows.ts';

interface Watched {
  readonly workflows: Workflows;
  readonly frontDoors: FrontDoors;
}

/** Who is told when something is wrong. */
export class Observability extends Stack {
  constructor(scope: Construct, id: string, { stage, named, workflows, frontDoors }: Settings & Watched) {
    super(scope, id, { description: 'Signalbox: alarms' });
    const topic = new Topic(this, 'AlarmTopic', { topicName: named('signalbox-alarms'), enforceSSL: true });
    const alarms = new Alarms(this, 'Alarms', { named, topic });
    const within = { period: Duration.minutes(5), statistic: 'Sum' };

    alarms.add('router-failed', workflows.modelRouter.metricFailed(within), stage.alarms.failedExecutions);
    alarms.add('router-timed-out', workflows.modelRouter.metricTimedOut(within), 1);
    alarms.add(
      'classifier-failed',
      workflows.classifyPrompt.lambda.metricErrors(within),
      stage.alarms.failedModelCalls,
    );
    alarms.add('events-undelivered', frontDoors.undelivered.metricApproximateNumberOfMessagesVisible(within), 1);
    for (const tier of TIERS) {
      const dimensionsMap = { workflow: named('model-router'), tier };
      const errors = new Metric({ ...within, namespace: METRICS_NAMESPACE, metricName: 'ModelErrors', dimensionsMap });
      alarms.add(`${tier}-errors`, errors, stage.alarms.failedModelCalls);
    }
  }
}
