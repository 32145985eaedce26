import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { APP_FOLDER } from './synthesized-app.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly StateMachineName?: string;
    readonly FunctionName?: string;
    readonly DefinitionString?: Joined;
  };
}
type Part = string | { readonly 'Fn::GetAtt': readonly [string, 'Arn'] } | { readonly Ref: string };
interface Joined {
  readonly 'Fn::Join': readonly [string, readonly Part[]];
}

/** The definition of a state machine as it would be deployed; a function's ARN ends in its step, e.g. `…:invoke-model`. */
export function synthesizedDefinition(name: string): object {
  for (const file of readdirSync(APP_FOLDER).filter((entry) => entry.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(APP_FOLDER, file), 'utf8')) as {
      Resources: Record<string, Resource>;
    };
    const machine = Object.values(Resources).find(({ Properties }) => Properties?.StateMachineName === name);
    const parts = machine?.Properties.DefinitionString?.['Fn::Join'][1];
    if (parts === undefined) continue;
    const text = parts.map((part) => resolved(part, Resources)).join('');
    // Functions of other stacks are called by their names.
    return JSON.parse(text.replaceAll(':function:signalbox-', ':function:')) as object;
  }
  throw new Error(`no template in ${APP_FOLDER} has a state machine '${name}'`);
}

function resolved(part: Part, resources: Readonly<Record<string, Resource>>): string {
  if (typeof part === 'string') return part;
  if ('Ref' in part) return part.Ref === 'AWS::Partition' ? 'aws' : part.Ref;
  const step = resources[part['Fn::GetAtt'][0]]?.Properties.FunctionName?.replace('signalbox-', '');
  if (step === undefined) throw new Error(`${part['Fn::GetAtt'][0]} is no function with a name`);
  return `arn:aws:lambda:us-east-1:000000000000:function:${step}`;
}
