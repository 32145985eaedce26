import { Stack } from 'aws-cdk-lib';
import type { CfnElement, Duration } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, QueryLanguage, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';

export interface WorkflowProps extends Pick<Settings, 'stage' | 'named'> {
  readonly name: string;
  /** Builds the states in a scope of their own, so that two workflows may use the same state names. */
  readonly definition: (scope: Construct) => IChainable;
  /** The functions that its tasks call. */
  readonly steps: readonly NodeFunction[];
  readonly timeout: Duration;
  /** Whether its executions describe each other, which they know by no name beforehand. */
  readonly readsOwnExecutions?: boolean;
  /** Whether a long run goes on in a further execution of the same machine, which is started, watched and stopped. */
  readonly continues?: boolean;
}

/** A Standard state machine in JSONata, traced, and logged in full except for what callers say and models answer. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    { name, definition, steps, timeout, readsOwnExecutions = false, continues = false, stage, named }: WorkflowProps,
  ) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs', {
      // Under this prefix the log delivery's resource policy does not grow with each machine.
      // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
      logGroupName: `/aws/vendedlogs/states/${named(name)}`,
      retention: stage.logRetention,
      removalPolicy: stage.removal,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: named(name),
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(definition(this)),
      timeout,
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    acknowledge(this.stateMachine, {
      'AwsSolutions-IAM5[Resource::*]':
        "CloudWatch Logs' log-delivery actions and X-Ray's Put and sampling actions know no resource; invocations name their function.",
    });
    if (readsOwnExecutions) {
      acknowledge(this.stateMachine, {
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${named(name)}:*]`]:
          'The star stands for the executions of this one machine.',
      });
    }
    if (continues) {
      acknowledge(this.stateMachine, {
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${named(name)}*]`]:
          "The star stands for the executions of this one machine; CDK leaves out the colon, so those of machines whose names begin with this one's are meant, too.",
      });
    }
    for (const fn of steps) {
      acknowledge(this.stateMachine, {
        [`AwsSolutions-IAM5[Resource::${this.#nameOf(fn)}:*]`]:
          'The star stands for versions and aliases of this one function.',
      });
    }
  }

  /** As cdk-nag writes it. */
  #nameOf({ lambda, functionName }: NodeFunction): string {
    const own = Stack.of(lambda) === Stack.of(this);
    if (!own) return `arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${functionName}`;
    return `<${Stack.of(lambda).getLogicalId(lambda.node.defaultChild as CfnElement)}.Arn>`;
  }
}
