import { Aws, Stack } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { functionFolder } from './functions-bundle.ts';

export interface NodeFunctionProps extends Pick<Settings, 'stage' | 'named'> {
  /** The folder under `functions/`, e.g. `invoke-model`. */
  readonly step: string;
  readonly timeout: Duration;
  /** MB; CPU comes in proportion to it (one core at 1,769). */
  readonly memory?: number;
}

/** One step: a bundled function with its own log group and a role that may do nothing but log and trace. */
export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly #role: Role;
  readonly functionName: string;

  constructor(scope: Construct, id: string, { step, timeout, memory = 512, stage, named }: NodeFunctionProps) {
    super(scope, id);
    const functionName = named(`signalbox-${step}`);
    this.functionName = functionName;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stage.logRetention,
      removalPolicy: stage.removal,
    });
    // Not CDK's own role: that one may write to every log group of the account.
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.#role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: `Signalbox step ${step}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(functionFolder(step)),
      handler: 'index.handler',
      // A cold start is all CPU, which comes in proportion to memory.
      memorySize: memory,
      timeout,
      role: this.#role,
      logGroup,
      tracing: Tracing.ACTIVE,
    });
    this.acknowledge({
      'AwsSolutions-IAM5[Resource::*]':
        'xray:PutTraceSegments and xray:PutTelemetryRecords have no resource to name; every other statement names its own.',
    });
  }

  /** As a state machine may call it; from another stack by its name, so that no export ties the lives of both together. */
  calledIn(scope: Construct): IFunction {
    if (Stack.of(scope) === Stack.of(this)) return this.lambda;
    return LambdaFunction.fromFunctionAttributes(scope, `Called${this.node.id}`, {
      functionArn: `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${this.functionName}`,
      sameEnvironment: true,
    });
  }

  allow(actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
    this.#role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources, conditions }));
  }

  /** Explains findings about what the function may do. */
  acknowledge(reasons: Readonly<Record<string, string>>): void {
    acknowledge(this.#role, reasons);
  }

  addEnvironment(name: string, value: string): void {
    this.lambda.addEnvironment(name, value);
  }
}

/** All steps of a workflow, as its state machine may call them. */
export function calledIn<Name extends string>(
  scope: Construct,
  steps: Readonly<Record<Name, NodeFunction>>,
): Readonly<Record<Name, IFunction>> {
  const functions = Object.entries<NodeFunction>(steps).map(([name, fn]) => [name, fn.calledIn(scope)]);
  return Object.fromEntries(functions) as Record<Name, IFunction>;
}
