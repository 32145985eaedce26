import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '../../../local/resources/deploy.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { localServices } from './local-services.ts';

const removals: (() => void)[] = [];
let services: Awaited<ReturnType<typeof localServices>>;
beforeAll(async () => {
  services = await localServices(simulatedClock());
});
afterAll(async () => {
  await services.close();
  removals.forEach((remove) => remove());
});

let count = 0;
async function deployResources(Resources: object) {
  const { directory, remove } = writeAssembly(assemblyOf({ [`Prompts${(count += 1)}`]: { template: { Resources } } }));
  removals.push(remove);
  const { resources } = await deploy(readAssembly(directory), services.cloud);
  return Object.fromEntries(resources.map((resource) => [resource.logicalId, resource]));
}

const VARIANT = {
  Name: 'default',
  TemplateType: 'CHAT',
  TemplateConfiguration: {
    Chat: {
      System: [{ Text: 'Be brief.' }],
      Messages: [{ Role: 'user', Content: [{ Text: 'About {{topic}}' }] }],
      InputVariables: [{ Name: 'topic' }],
    },
  },
  AdditionalModelRequestFields: { Top_K: 5 },
  Metadata: [{ Key: 'Team', Value: 'Blue' }],
};

const prompt = (Properties: object) => ({ Type: 'AWS::Bedrock::Prompt', Properties });

describe('AWS::Bedrock::Prompt and AWS::Bedrock::PromptVersion', () => {
  it('have the return values of their pages', async () => {
    const { Draft, First } = await deployResources({
      Draft: prompt({ Name: 'about', Description: 'a draft', DefaultVariant: 'default', Variants: [VARIANT] }),
      First: {
        Type: 'AWS::Bedrock::PromptVersion',
        Properties: { PromptArn: { 'Fn::GetAtt': ['Draft', 'Arn'] }, Description: 'first' },
      },
    });
    const { Id } = Draft!.attributes;
    expect(Id).toMatch(/^[0-9A-Z]{10}$/);
    const arn = `arn:aws:bedrock:us-east-1:000000000000:prompt/${String(Id)}`;
    expect(Draft).toMatchObject({ ref: arn, attributes: { Arn: arn, Version: 'DRAFT' } });
    expect(First).toMatchObject({
      ref: `${arn}:1`,
      attributes: { Arn: `${arn}:1`, PromptId: Id, Name: 'about', Version: '1', DefaultVariant: 'default' },
    });
  });

  it('keep a variant in the names of the API, and what is opaque as it is', async () => {
    const { Draft } = await deployResources({ Draft: prompt({ Name: 'kept', Variants: [VARIANT] }) });
    expect(services.cloud.prompts.find(Draft!.ref)?.variants).toEqual([
      {
        name: 'default',
        templateType: 'CHAT',
        templateConfiguration: {
          chat: {
            system: [{ text: 'Be brief.' }],
            messages: [{ role: 'user', content: [{ text: 'About {{topic}}' }] }],
            inputVariables: [{ name: 'topic' }],
          },
        },
        additionalModelRequestFields: { Top_K: 5 },
        metadata: [{ key: 'Team', value: 'Blue' }],
      },
    ]);
  });

  it.each([
    ['a name with blanks', { Name: 'my prompt' }, 'the name "my prompt" must match'],
    ['a long description', { Name: 'long', Description: 'x'.repeat(201) }, 'property Description must have 1 to 200'],
    [
      'another default',
      { Name: 'd', DefaultVariant: 'b', Variants: [VARIANT] },
      'must name one of the variants (default)',
    ],
    ['a name twice', { Name: 'about' }, 'a prompt named about exists already'],
    [
      'another type',
      { Name: 't', Variants: [{ ...VARIANT, TemplateType: 'XML' }] },
      'must be CHAT or TEXT, found "XML"',
    ],
    ['text for a chat', { Name: 't', Variants: [{ ...VARIANT, TemplateType: 'TEXT' }] }, 'needs the property Text'],
  ])('are refused for %s', async (_what, properties, message) => {
    await expect(deployResources({ Wrong: prompt(properties) })).rejects.toThrow(message);
  });

  it('make no version of a version, or of nothing', async () => {
    const version = (PromptArn: string) => ({
      Wrong: { Type: 'AWS::Bedrock::PromptVersion', Properties: { PromptArn } },
    });
    const arn = 'arn:aws:bedrock:us-east-1:000000000000:prompt/NOSUCHONE1';
    await expect(deployResources(version(`${arn}:1`))).rejects.toThrow('without a version');
    await expect(deployResources(version(arn))).rejects.toThrow(`prompt ${arn} does not exist here`);
  });
});
