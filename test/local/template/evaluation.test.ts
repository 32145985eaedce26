import { describe, expect, it } from '@jest/globals';
import type { Stack } from '../../../local/template/assembly.ts';
import { evaluateStack } from '../../../local/template/evaluation.ts';
import type { Template, TemplateObject, TemplateValue } from '../../../local/template/template.ts';

const noAssets = { find: () => '' };

function stackOf(template: Template, parameters: TemplateObject = {}): Stack {
  return { name: 'Shop', template, templateFile: 'Shop.template.json', assets: noAssets, parameters };
}

/** Evaluates one value as the property of a resource that comes after `Queue`. */
function evaluate(value: TemplateValue, template: Template = {}): TemplateValue | undefined {
  const resources = { Queue: { Type: 'AWS::SQS::Queue' }, It: { Type: 'X', Properties: { value, last: 1 } } };
  const evaluation = evaluateStack(
    stackOf({ ...template, Resources: resources }),
    new Map([['shared-arn', 'arn:shared']]),
    new Map([['Storage', { Arn: 'arn:weak' }]]),
  );
  evaluation.record('Queue', { ref: 'queue-url', attributes: { Arn: 'queue-arn', 'Endpoint.Port': 22 } });
  return evaluation.properties('It')['value'];
}

const template: Template = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Asked: { Type: 'String' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/own' },
  },
  Mappings: { Sizes: { dev: { memory: 128 }, prod: { memory: 512 } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
    Loop: { 'Fn::Not': [{ Condition: 'Loop' }] },
  },
};

describe('intrinsic functions', () => {
  it.each<[TemplateValue, TemplateValue]>([
    [{ Ref: 'Queue' }, 'queue-url'],
    [{ Ref: 'Stage' }, 'dev'],
    [{ Ref: 'Zones' }, ['a', 'b']],
    [{ Ref: 'BootstrapVersion' }, '30'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'Shop'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'queue-arn'],
    [{ 'Fn::GetAtt': 'Queue.Endpoint.Port' }, 22],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Queue' }, 1, true]] }, 'a-queue-url-1-true'],
    [{ 'Fn::Join': ['/', { 'Fn::Split': ['.', 'a.b'] }] }, 'a/b'],
    [
      { 'Fn::Sub': '${Queue}:${Queue.Arn}:${AWS::Region}:${!Literal}:$${ Stage }' },
      'queue-url:queue-arn:us-east-1:${Literal}:$dev',
    ],
    [{ 'Fn::Sub': ['${own}/${Stage}', { own: { Ref: 'Queue' } }] }, 'queue-url/dev'],
    [{ 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
    [{ 'Fn::FindInMap': ['Sizes', 'test', 'memory', { DefaultValue: 64 }] }, 64],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'shared-arn' } }, 'arn:shared'],
    [{ 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'Arn' } }, 'arn:weak'],
    [{ 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'Arn', Region: { Ref: 'AWS::Region' } } }, 'arn:weak'],
    [{ 'Fn::If': ['IsDev', 'yes', { Ref: 'Nobody' }] }, 'yes'],
    [
      [1, { 'Fn::If': ['IsProd', 2, { Ref: 'AWS::NoValue' }] }, 3],
      [1, 3],
    ],
    [
      { a: { Ref: 'AWS::NoValue' }, b: null, c: false },
      { b: null, c: false },
    ],
    [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    [{ 'Fn::ToJsonString': { q: { Ref: 'Queue' } } }, '{"q":"queue-url"}'],
    [{ 'Fn::If': ['Both', 1, { 'Fn::If': ['Either', 2, 3] }] }, 2],
    [
      { Ref: 'plain', Other: 'data' },
      { Ref: 'plain', Other: 'data' },
    ],
  ])('%j gives %j', (value, expected) => {
    expect(evaluate(value, template)).toEqual(expected);
  });

  it('removes a property that is AWS::NoValue', () => {
    expect(evaluate({ Ref: 'AWS::NoValue' })).toBeUndefined();
  });

  it.each<[TemplateValue, string]>([
    [{ 'Fn::Transform': {} }, 'stack Shop, resource It: intrinsic function Fn::Transform is not supported'],
    [{ 'Fn::Sub': 'x', more: 1 }, 'Fn::Sub must be the only key'],
    [{ Ref: 'Nobody' }, 'Unresolved resource dependencies [Nobody]'],
    [{ Ref: 'Asked' }, 'parameter Asked has no default'],
    [{ Ref: 'Secret' }, 'parameter Secret reads /own from the SSM Parameter Store'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'attribute Colour of Queue (AWS::SQS::Queue) is not known here'],
    [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select cannot select index 5'],
    [{ 'Fn::FindInMap': ['Sizes', 'test', 'memory'] }, 'Fn::FindInMap finds nothing at Sizes / test / memory'],
    [{ 'Fn::ImportValue': 'other' }, 'No export named other found'],
    [{ 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'X' } }, 'No output X of stack Storage found'],
    [
      { 'Fn::GetStackOutput': { StackName: 'Storage', OutputName: 'Arn', Region: 'eu-west-1' } },
      'Fn::GetStackOutput reads from region "eu-west-1"; there is only one here',
    ],
    [{ 'Fn::If': ['Loop', 1, 2] }, 'condition Loop depends on itself'],
    [{ 'Fn::If': ['Unknown', 1, 2] }, 'condition Unknown is not in the template'],
    [{ 'Fn::Join': ['-', [{ a: 1 }]] }, 'Fn::Join needs text, found {"a":1}'],
  ])('%j is refused: %s', (value, message) => {
    expect(() => evaluate(value, template)).toThrow(message);
  });
});

describe('evaluateStack', () => {
  it('orders resources by what they refer to and by DependsOn, and leaves out those whose condition is false', () => {
    const { resources } = evaluateStack(
      stackOf({
        Conditions: { No: { 'Fn::Equals': [1, 2] } },
        Resources: {
          A: { Type: 'T', Properties: { x: { 'Fn::Sub': '${B.Arn}' } } },
          B: { Type: 'T', DependsOn: ['C', 'Off'] },
          C: { Type: 'T', Properties: { x: { 'Fn::If': ['No', { Ref: 'A' }, { 'Fn::GetAtt': ['D', 'Arn'] }] } } },
          D: { Type: 'T' },
          Off: { Type: 'T', Condition: 'No' },
        },
      }),
      new Map(),
    );
    expect(resources.map((resource) => resource.logicalId)).toEqual(['D', 'C', 'B', 'A']);
  });

  it('names the way round a cycle', () => {
    const cycle = {
      A: { Type: 'T', Properties: { x: { Ref: 'B' } } },
      B: { Type: 'T', Properties: { x: { 'Fn::GetAtt': 'C.Arn' } } },
      C: { Type: 'T', DependsOn: 'A' },
    };
    expect(() => evaluateStack(stackOf({ Resources: cycle }), new Map())).toThrow(
      'stack Shop, Resources: Circular dependency between resources: [A → B → C → A]',
    );
  });

  it('says so when a resource refers to one whose condition is false', () => {
    const evaluation = evaluateStack(
      stackOf({
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { A: { Type: 'T', Properties: { x: { Ref: 'B' } } }, B: { Type: 'T', Condition: 'No' } },
      }),
      new Map(),
    );
    expect(() => evaluation.properties('A')).toThrow('Unresolved resource dependencies [B]: its condition No is false');
  });

  it('exports outputs to the stacks that come later, each name once', () => {
    const exports = new Map<string, TemplateValue>();
    const outputs = {
      Url: { Value: { 'Fn::Join': ['', ['a', 'b']] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Url' } } },
    };
    expect(evaluateStack(stackOf({ Outputs: outputs }), exports).outputs()).toEqual({ Url: 'ab' });
    expect(exports).toEqual(new Map([['Shop:Url', 'ab']]));
    expect(() => evaluateStack(stackOf({ Outputs: outputs }), exports).outputs()).toThrow('already exported');
  });

  it('prefers values of the assembly over a parameter’s default', () => {
    const parameters = { Stage: { Type: 'String', Default: 'dev' } };
    const stack = stackOf({ Parameters: parameters, Outputs: { S: { Value: { Ref: 'Stage' } } } }, { Stage: 'prod' });
    expect(evaluateStack(stack, new Map()).outputs()).toEqual({ S: 'prod' });
  });

  it('refuses a transform that only AWS can run', () => {
    expect(() => evaluateStack(stackOf({ Transform: 'AWS::Serverless-2016-10-31' }), new Map())).toThrow(
      'transform "AWS::Serverless-2016-10-31" is not supported',
    );
  });
});
