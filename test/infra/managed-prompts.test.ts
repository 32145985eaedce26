import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EARLIER } from '../../functions/prompts/earlier/index.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { PromptName, PromptText } from '../../functions/prompts/index.ts';
import { variablesIn } from '../../functions/prompts/prompt.ts';
import { Prompts } from '../../infra/stacks/prompts.ts';
import { stageNamed } from '../../infra/stages.ts';
import { synthesize } from './synthesized.ts';
import type { Resource, Synthesized } from './synthesized.ts';

/** Which prompts each function is pinned to, by the prompts' names. */
const USES: Readonly<Record<string, readonly string[]>> = {
  'signalbox-classify-prompt': ['classify-complexity'],
  'signalbox-classify-document': ['classify-document'],
  'signalbox-extract-invoice': ['extract-invoice'],
  'signalbox-analyze-contract': ['analyze-contract'],
  'signalbox-generate-proposal': ['generate-proposal'],
  'signalbox-plan-steps': ['plan-steps'],
  'signalbox-validate-results': ['validate-results'],
  'signalbox-refine-plan': ['refine-plan'],
  'signalbox-take-turn': ['analyze-question', 'gather-sources', 'review-report', 'run-step', 'write-report'],
};

/** Of what a value comes to on AWS: a version's ARN has up to 80 characters, other names that are not known yet fewer. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  const { 'Fn::Join': joined } = value as { 'Fn::Join'?: [string, unknown[]] };
  return joined === undefined ? 80 : joined[1].reduce<number>((sum, part) => sum + lengthOf(part), 0);
}

describe('the app with managed prompts', () => {
  let app: Synthesized;
  beforeAll(() => {
    app = synthesize({ managedPrompts: 'on' });
  });
  const ofType = (type: string) => app.resources.filter(({ Type }) => Type === type);
  const environmentOf = ({ Properties }: Resource) =>
    (Properties.Environment as { Variables: Record<string, unknown> } | undefined)?.Variables ?? {};

  it('has each prompt with one version of it', () => {
    const prompts = ofType('AWS::Bedrock::Prompt').map(({ Properties }) => [Properties.Name, Properties.Description]);
    expect(prompts).toEqual(Object.entries(PROMPTS).map(([name, { id }]) => [`signalbox-${name}`, id]));
    const versions = ofType('AWS::Bedrock::PromptVersion').map(({ Properties }) => Properties.Description);
    expect(versions).toEqual(Object.values(PROMPTS).map(({ id }) => id));
  });

  it('pins each function to the prompts that it uses, and lets it read those alone', () => {
    const uses = ofType('AWS::Lambda::Function').flatMap((fn) => {
      const pinned = environmentOf(fn).PINNED_PROMPTS;
      if (pinned === undefined) return [];
      const text = JSON.stringify(pinned);
      const names = Object.entries(PROMPTS).flatMap(([name, { id }]) => (text.includes(`${id}\\`) ? [name] : []));
      return [[fn.Properties.FunctionName, names] as const];
    });
    expect(Object.fromEntries(uses)).toEqual(USES);
    const read = ofType('AWS::IAM::Policy').flatMap(({ Properties }) =>
      (Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement.filter(
        ({ Action }) => Action === 'bedrock:GetPrompt',
      ).map(({ Resource: arns }) => [Properties.PolicyName, arns] as const),
    );
    expect(read).toHaveLength(Object.keys(USES).length);
    for (const [, arns] of read) expect(JSON.stringify(arns)).not.toContain('*');
    const classify = read.find(([name]) => String(name).startsWith('ClassifyPrompt'))?.[1] as object[];
    const outputs = classify.map(
      (arn) => (arn as { 'Fn::GetStackOutput': { OutputName: string } })['Fn::GetStackOutput'],
    );
    expect(outputs).toHaveLength(2);
    for (const { OutputName } of outputs) expect(OutputName).toContain('classifycomplexity');
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it('keeps the environment of each function well within 4 KB', () => {
    for (const fn of ofType('AWS::Lambda::Function')) {
      const entries = Object.entries(environmentOf(fn));
      const characters = entries.reduce((sum, [name, value]) => sum + name.length + lengthOf(value), 0);
      expect([fn.Properties.FunctionName, characters < 3_000]).toEqual([fn.Properties.FunctionName, true]);
    }
  });

  it('tells of prompts that could not be used', () => {
    const alarm = ofType('AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties.AlarmName === 'signalbox-prompt-fallbacks',
    );
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'GenAIWorkflows',
      MetricName: 'PromptFallbacks',
      Threshold: 1,
    });
  });

  it('ties the life of no version to the stack that uses it', () => {
    expect(JSON.stringify(app.resources)).not.toMatch(/ImportValue":"[^"]*prompts/);
  });
});

describe('the stack of prompts', () => {
  const settings = { named: (name: string) => name, stage: stageNamed('prod') };
  const templateOf = (texts = PROMPTS as ConstructorParameters<typeof Prompts>[3]) =>
    Template.fromStack(new Prompts(new App(), 'prompts', settings, texts) as Stack);
  const versionsIn = (template: Template) => Object.keys(template.findResources('AWS::Bedrock::PromptVersion'));

  it('makes a version anew for a prompt with other words, and leaves the rest alone', () => {
    const { 'extract-invoice': prompt } = PROMPTS;
    const changed = { ...PROMPTS, 'extract-invoice': { ...prompt, system: `${prompt.system} Be exact.` } };
    const [before, after] = [versionsIn(templateOf()), versionsIn(templateOf(changed))];
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(before.filter((id) => !after.includes(id))).toEqual([expect.stringMatching(/^extractinvoice/)]);
    expect(versionsIn(templateOf())).toEqual(before);
  });

  it('keeps versions that no function is pinned to any longer, but none of a deployment that failed', () => {
    templateOf().allResources('AWS::Bedrock::PromptVersion', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  it('declares the variables of each template', () => {
    const prompts = Object.values(templateOf().findResources('AWS::Bedrock::Prompt')) as {
      Properties: {
        Description: string;
        Variants: { TemplateConfiguration: { Chat: { InputVariables: object[] } } }[];
      };
    }[];
    const declared = prompts.map(({ Properties }) => [
      Properties.Description,
      Properties.Variants[0]?.TemplateConfiguration.Chat.InputVariables,
    ]);
    const wanted = Object.values(PROMPTS).map(({ id, template }) => [
      id,
      variablesIn(template).map((name) => ({ Name: name })),
    ]);
    expect(declared).toEqual(wanted);
  });
});

describe('the table of prompts', () => {
  it('has every prompt but the caller’s own', async () => {
    const files = readdirSync('functions/prompts').filter((file) => file.endsWith('.ts') && file !== 'answer.ts');
    const modules = await Promise.all(
      files.map((file) => import(`../../functions/prompts/${file}`) as Promise<Record<string, unknown>>),
    );
    const isPrompt = (value: unknown): value is { id: string } =>
      typeof value === 'object' && value !== null && 'template' in value && 'variables' in value;
    const ids = modules.flatMap((module) => Object.values(module).filter(isPrompt)).map(({ id }) => id);
    expect(Object.entries(PROMPTS).map(([name, { id }]) => [name, id])).toEqual(
      ids.toSorted().map((id) => [id.replace(/@\d+$/, ''), id]),
    );
  });

  it('has no variable in the rules, which nobody would put in', () => {
    for (const { system = '' } of Object.values<PromptText>(PROMPTS)) expect(variablesIn(system)).toEqual([]);
  });

  it('keeps of a prompt with an earlier version the one before', () => {
    for (const [name, { id }] of Object.entries(EARLIER)) {
      const version = Number(PROMPTS[name as PromptName].id.split('@')[1]);
      expect(id).toBe(`${name}@${version - 1}`);
    }
  });
});
