import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from '../../resources/lambda/function-configuration.ts';
import { logGroupOf } from '../../resources/lambda/function-configuration.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function functionAnswer(configuration: FunctionConfiguration, version = '$LATEST'): object {
  const { name, arn, codeSha256, codeSize = 0, lastModified } = configuration;
  return {
    FunctionName: name,
    FunctionArn: version === '$LATEST' ? arn : `${arn}:${version}`,
    Runtime: configuration.runtime,
    Role: configuration.role ?? '',
    Handler: configuration.handler,
    CodeSize: codeSize,
    CodeSha256: codeSha256,
    Description: configuration.description ?? '',
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    // Lambda's own notation: milliseconds and a zone without a colon.
    LastModified: new Date(lastModified).toISOString().replace('Z', '+0000'),
    Version: version,
    Environment: { Variables: configuration.environment },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: revisionId(configuration),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupOf(name) },
  };
}

/** Changes whenever the code or a setting does, but not with the folder that the code lies in. */
function revisionId({ taskRoot: _, ...settings }: FunctionConfiguration): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(Object.entries(settings).sort()))
    .digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
