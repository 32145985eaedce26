import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { HELD_BACK, METRICS_NAMESPACE } from '../../functions/environment.ts';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import { Alarms } from '../constructs/alarms.ts';
import type { Settings } from '../settings.ts';
import type { Agents } from './agents.ts';
import type { Documents } from './documents.ts';
import type { FrontDoors } from './front-doors.ts';
import type { Workflows } from './workflows.ts';

interface Watched {
  readonly workflows: Workflows;
  readonly documents: Documents;
  readonly agents: Agents;
  readonly frontDoors: FrontDoors;
}

/** Who is told when something is wrong. */
export class Observability extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { stage, named, managedPrompts, workflows, documents, agents, frontDoors }: Settings & Watched,
  ) {
    super(scope, id, { description: 'Signalbox: alarms' });
    const topic = new Topic(this, 'AlarmTopic', { topicName: named('signalbox-alarms'), enforceSSL: true });
    const alarms = new Alarms(this, 'Alarms', { named, topic });
    const within = { period: Duration.minutes(5), statistic: 'Sum' };

    alarms.add('router-failed', workflows.modelRouter.metricFailed(within), stage.alarms.failedExecutions);
    alarms.add('router-timed-out', workflows.modelRouter.metricTimedOut(within), 1);
    const { documentProcessing } = documents;
    alarms.add('documents-failed', documentProcessing.metricFailed(within), stage.alarms.failedExecutions);
    alarms.add('documents-timed-out', documentProcessing.metricTimedOut(within), 1);
    for (const [name, machine] of [
      ['agent-loop', agents.agentLoop],
      ['research-report', agents.researchReport],
    ] as const) {
      alarms.add(`${name}-failed`, machine.metricFailed(within), stage.alarms.failedExecutions);
      alarms.add(`${name}-timed-out`, machine.metricTimedOut(within), 1);
    }
    const unreviewed = new Metric({ ...within, namespace: METRICS_NAMESPACE, metricName: 'ReviewTimeouts' });
    alarms.add('reviews-timed-out', unreviewed, 1);
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
      const config = new Metric({
        ...within,
        namespace: METRICS_NAMESPACE,
        metricName: 'ModelConfigErrors',
        dimensionsMap,
      });
      alarms.add(`${tier}-config-errors`, config, 1);
    }
    for (const { modelId, breaker } of workflows.links) {
      const state = new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: 'BreakerState',
        dimensionsMap: { breaker },
        period: within.period,
        statistic: 'Maximum',
      });
      alarms.add(`breaker-open-${modelId}`, state, HELD_BACK.OPEN, true);
    }
    if (managedPrompts) {
      // Nothing stops: the copies in the code are asked with. But whoever changed a prompt waits for the change.
      const fallbacks = new Metric({ ...within, namespace: METRICS_NAMESPACE, metricName: 'PromptFallbacks' });
      alarms.add('prompt-fallbacks', fallbacks, 1);
    }
    // The log of reserve-budget tells whose it is.
    const used = new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: 'BudgetUsedPct',
      period: within.period,
      statistic: 'Maximum',
    });
    for (const percent of [50, 80, 100]) alarms.add(`budget-used-${percent}-percent`, used, percent);
    for (const during of ['read', 'write']) {
      const faults = new Metric({
        ...within,
        namespace: METRICS_NAMESPACE,
        metricName: 'GuardFaults',
        dimensionsMap: { during },
      });
      alarms.add(`guard-${during}-faults`, faults, stage.alarms.failedModelCalls);
    }
  }
}
