import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

import { stageNamed } from '../../../infra/stages.ts';
import { documentProcessing } from '../../../statemachines/document-processing.ts';
import type { DocumentProcessingSteps } from '../../../statemachines/document-processing.ts';

type Choices = Partial<Pick<DocumentProcessingSteps, 'onTimeout' | 'rounds' | 'approvers'>>;

/** The machine as a deployment with other settings would have it; its functions are called by the names of their steps. */
export function builtWith(choices: Choices): object {
  const stack = new Stack(new App(), 'Test');
  const fn = (name: string) => LambdaFunction.fromFunctionName(stack, name, name);
  const link = { tier: 'haiku', modelId: 'us.anthropic.claude-haiku-5-5', contextTokens: 1, breaker: 'b' } as const;
  const chain = [link];
  const definition = documentProcessing(stack, {
    ...stageNamed('dev').documents,
    openDocument: fn('open-document'),
    classifyDocument: fn('classify-document'),
    extractInvoice: fn('extract-invoice'),
    findPurchaseOrder: fn('find-purchase-order'),
    mergeParts: fn('merge-parts'),
    validateAgainstPo: fn('validate-against-po'),
    analyzeContract: fn('analyze-contract'),
    findDeal: fn('find-deal'),
    generateProposal: fn('generate-proposal'),
    checkCompleteness: fn('check-completeness'),
    requestReview: fn('request-review'),
    remindReviewer: fn('remind-reviewer'),
    closeReview: fn('close-review'),
    recordLostAttempt: fn('record-lost-attempt'),
    chains: { haiku: chain, sonnet: chain, opus: chain },
    breakers: Table.fromTableName(stack, 'breakers', 'breakers'),
    confidenceGate: 0.7,
    onTimeout: 'fail',
    deadline: Duration.minutes(10),
    callTimeout: Duration.minutes(4),
    lease: Duration.minutes(5),
    passOverDenied: false,
    ...choices,
  });
  new StateMachine(stack, 'Machine', {
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(definition),
  });
  const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
  const parts = (machine?.Properties as { DefinitionString: { 'Fn::Join': [string, (string | object)[]] } })
    .DefinitionString['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'aws')).join('')) as object;
}
