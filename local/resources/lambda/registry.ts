import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import { LambdaError, functionNotFound } from './errors.ts';
import { LambdaFunction } from './function.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import type { FunctionRecords } from './function-records.ts';
import type { FunctionSurroundings, InvokeOptions, InvokeResult } from './function.ts';
import type { Crowd } from './worker-pool.ts';

const ARN_PREFIX = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:`;

/** Environments of all functions together; a thread takes some 10 MB beside what its code takes. */
const MOST_ENVIRONMENTS = 100;

/** What a caller may know of a function before it exists; the rest has Lambda's defaults. */
export type NewFunction = Pick<FunctionConfiguration, 'name' | 'taskRoot' | 'handler'> & Partial<FunctionConfiguration>;

export interface RegistryOptions {
  /** What outlives the process. */
  readonly records?: FunctionRecords;
  readonly mostEnvironments?: number;
}

interface Entry {
  latest: LambdaFunction;
  /** Version number or alias → version; all versions share the code of `$LATEST`. */
  readonly qualifiers: Map<string, string>;
  lastVersion: number;
}

/** All functions of the local cloud, found by name, ARN, partial ARN (`account:function:name`) and qualifier. */
export class FunctionRegistry {
  readonly #surroundings: FunctionSurroundings;
  readonly #crowd: Crowd;
  readonly #records: FunctionRecords | undefined;
  readonly #entries = new Map<string, Entry>();

  /** Begins with the functions of the records, and keeps there what comes with code from an archive. */
  constructor(
    surroundings: FunctionSurroundings,
    { records, mostEnvironments = MOST_ENVIRONMENTS }: RegistryOptions = {},
  ) {
    this.#surroundings = surroundings;
    this.#records = records;
    this.#crowd = { size: 0, most: mostEnvironments };
    for (const { configuration, qualifiers, lastVersion } of records?.load() ?? []) {
      const latest = new LambdaFunction(configuration, surroundings, this.#crowd);
      this.#entries.set(configuration.name, { latest, qualifiers: new Map(qualifiers), lastVersion });
    }
  }

  /** As a template says; one of that name that an earlier run has kept makes way. */
  deploy(settings: NewFunction): LambdaFunction {
    const kept = this.#entries.get(settings.name)?.latest.configuration;
    if (kept && isUploaded(kept)) void this.delete(settings.name);
    return this.create(settings);
  }

  /** Throws ResourceConflictException when the name is taken. */
  checkFree(name: string): void {
    if (!this.#entries.has(name)) return;
    throw new LambdaError('ResourceConflictException', 409, `Function already exist: ${name}`);
  }

  create(settings: NewFunction): LambdaFunction {
    this.checkFree(settings.name);
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html: 3 s and 128 MB unless told otherwise.
    const configuration = {
      ...settings,
      runtime: settings.runtime ?? 'nodejs24.x',
      timeoutSeconds: settings.timeoutSeconds ?? 3,
      memoryMb: settings.memoryMb ?? 128,
      environment: settings.environment ?? {},
      lastModified: this.#surroundings.clock.now(),
      arn: ARN_PREFIX + settings.name,
    };
    const latest = new LambdaFunction(configuration, this.#surroundings, this.#crowd);
    const entry = { latest, qualifiers: new Map([['$LATEST', '$LATEST']]), lastVersion: 0 };
    this.#entries.set(settings.name, entry);
    this.#keep(entry);
    return latest;
  }

  /** New code or settings for `$LATEST`; invocations that run already end with the old ones. */
  update(nameOrArn: string, changes: Partial<Omit<FunctionConfiguration, 'name' | 'arn'>>): LambdaFunction {
    const { entry } = this.#find(nameOrArn);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const lastModified = this.#surroundings.clock.now();
    const replaced = entry.latest;
    entry.latest = new LambdaFunction(
      { ...replaced.configuration, ...given, lastModified },
      this.#surroundings,
      this.#crowd,
    );
    void replaced.retire();
    this.#keep(entry);
    return entry.latest;
  }

  /** In order of their names. */
  list(): readonly LambdaFunction[] {
    return [...this.#entries.values()]
      .map((entry) => entry.latest)
      .sort((a, b) => (a.configuration.name < b.configuration.name ? -1 : 1));
  }

  /** Throws ResourceNotFoundException for an unknown function or qualifier. */
  get(nameOrArn: string, qualifier?: string): LambdaFunction {
    return this.#find(nameOrArn, qualifier).entry.latest;
  }

  /** Gives the current code the next version number, and returns that. */
  publishVersion(nameOrArn: string): string {
    const { entry } = this.#find(nameOrArn);
    entry.lastVersion += 1;
    const version = String(entry.lastVersion);
    entry.qualifiers.set(version, version);
    this.#keep(entry);
    return version;
  }

  /** Points the alias to a version; returns the alias' ARN. */
  setAlias(nameOrArn: string, alias: string, version: string): string {
    const { entry, arn } = this.#find(nameOrArn, version);
    entry.qualifiers.set(alias, version);
    this.#keep(entry);
    return arn.slice(0, arn.lastIndexOf(':') + 1) + alias;
  }

  /** Runs the function and waits for its answer; a failure of its code is a result, not an exception. */
  async invoke(
    nameOrArn: string,
    payload: string,
    options: InvokeOptions & { readonly qualifier?: string } = {},
  ): Promise<InvokeResult> {
    // Only Invoke names the version that nobody asked for when the function is missing.
    const qualifier = options.qualifier ?? parseFunctionName(nameOrArn).qualifier ?? '$LATEST';
    const { entry, version } = this.#find(nameOrArn, qualifier);
    return await entry.latest.invoke(payload, options, version);
  }

  async delete(nameOrArn: string): Promise<void> {
    const { entry } = this.#find(nameOrArn);
    this.#entries.delete(entry.latest.configuration.name);
    this.#records?.delete(entry.latest.configuration.arn);
    await entry.latest.close();
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => entry.latest.close()));
  }

  #keep({ latest: { configuration }, qualifiers, lastVersion }: Entry): void {
    if (isUploaded(configuration)) this.#records?.put({ configuration, qualifiers, lastVersion });
  }

  #find(
    nameOrArn: string,
    qualifier?: string,
  ): { readonly entry: Entry; readonly version: string; readonly arn: string } {
    const { name, qualifier: ownQualifier, prefix } = parseFunctionName(nameOrArn);
    const wanted = qualifier ?? ownQualifier;
    const arn = (prefix ?? ARN_PREFIX) + name + (wanted === undefined ? '' : `:${wanted}`);
    // A function of another region or account is not here, even when the name fits.
    const entry = prefix === undefined || prefix === ARN_PREFIX ? this.#entries.get(name) : undefined;
    const version = entry?.qualifiers.get(wanted ?? '$LATEST');
    if (entry === undefined || version === undefined) throw functionNotFound(arn);
    return { entry, version, arn };
  }
}

/** Code that came through the API, as no template's does. */
function isUploaded({ codeSha256 }: FunctionConfiguration): boolean {
  return codeSha256 !== undefined;
}

function parseFunctionName(text: string): { name: string; qualifier?: string; prefix?: string } {
  const full = /^(arn:[^:]+:lambda:[^:]+:\d{12}:function:)([^:]+)(?::(.+))?$/.exec(text);
  if (full !== null) return { prefix: full[1], name: full[2]!, qualifier: full[3] };
  const partial = /^(\d{12}):function:([^:]+)(?::(.+))?$/.exec(text);
  if (partial !== null) {
    return { prefix: `arn:aws:lambda:${REGION}:${partial[1]}:function:`, name: partial[2]!, qualifier: partial[3] };
  }
  const [name = '', ...rest] = text.split(':');
  return { name, qualifier: rest.length === 0 ? undefined : rest.join(':') };
}
