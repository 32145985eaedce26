import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';

/** The JSON of a machine that is built for a test; its functions are called by the names of their steps. */
export function builtDefinition(definition: (stack: Stack, fn: (name: string) => IFunction) => IChainable): object {
  const stack = new Stack(new App(), 'Test');
  const fn = (name: string) => LambdaFunction.fromFunctionName(stack, name, name);
  new StateMachine(stack, 'Machine', {
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(definition(stack, fn)),
  });
  const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
  const parts = (machine?.Properties as { DefinitionString: { 'Fn::Join': [string, (string | object)[]] } })
    .DefinitionString['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'aws')).join('')) as object;
}

const LINK = { tier: 'haiku', modelId: 'us.anthropic.claude-haiku-5-5', contextTokens: 1, breaker: 'b' } as const;

/** What every guarded call of a machine needs, with one model for all tiers. */
export function testGuard(stack: Stack, fn: (name: string) => IFunction) {
  return {
    recordLostAttempt: fn('record-lost-attempt'),
    chains: { haiku: [LINK], sonnet: [LINK], opus: [LINK] },
    breakers: Table.fromTableName(stack, 'breakers', 'breakers'),
    deadline: Duration.minutes(10),
    callTimeout: Duration.minutes(4),
    lease: Duration.minutes(5),
    passOverDenied: false,
  };
}
