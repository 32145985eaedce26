import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

export interface Synthesized {
  readonly resources: readonly Resource[];
  /** The definition of the one state machine of this name; each intrinsic in it stands as `{its argument}`. */
  definition(name: string): Definition;
}

export interface Definition {
  readonly StartAt: string;
  readonly QueryLanguage: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

/** Runs the app as the CDK's CLI does, without the CLI; throws with its output when it fails. */
export function synthesize(context: Readonly<Record<string, string>> = {}): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'signalbox-synth-'));
  try {
    synthesizeInto(outdir, context);
    const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
    const resources = templates.flatMap((file) => {
      const template = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as { Resources?: Record<string, Resource> };
      return Object.values(template.Resources ?? {});
    });
    return { resources, definition: (name) => definitionOf(resources, name) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Leaves the cloud assembly in a folder. */
export function synthesizeInto(folder: string, context: Readonly<Record<string, string>>): void {
  const configured = (JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: object }).context;
  execFileSync(process.execPath, ['infra/app.ts'], {
    stdio: 'pipe',
    env: {
      ...process.env,
      // As the synth before all tests has left them.
      FUNCTIONS_BUNDLE: 'kept',
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...configured, ...context }),
    },
  });
}

function definitionOf(resources: readonly Resource[], name: string): Definition {
  const machine = resources.find(({ Properties }) => Properties?.StateMachineName === name);
  if (machine === undefined) throw new Error(`no state machine is called ${name}`);
  const { DefinitionString } = machine.Properties as { DefinitionString: { 'Fn::Join': [string, unknown[]] } };
  const text = DefinitionString['Fn::Join'][1].map((part) =>
    typeof part === 'string'
      ? part
      : `{${Object.values(part as object)
          .flat()
          .join('.')}}`,
  );
  return JSON.parse(text.join('')) as Definition;
}
