import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockError } from './bedrock-errors.ts';
import type { ModelAnswer, ModelDriver, ModelRequest } from './driver.ts';
import { ModelError } from './driver.ts';

type Sdk = typeof import('@aws-sdk/client-bedrock-runtime');

/**
 * Passes calls through to the account that the process has credentials for; every call costs money.
 * The endpoint is named outright, because `AWS_ENDPOINT_URL` of this process may be the local cloud itself.
 * Throws `ModelError` with Bedrock's own name and status.
 */
export function awsDriver({ region }: { readonly region: string }): ModelDriver {
  const endpoint = bedrockEndpoint(region);
  let client: BedrockRuntimeClient | undefined;
  return {
    name: 'aws',
    async answer({ promptId: _promptId, signal, ...request }) {
      // Loaded with the first call: the SDK costs 0.1 s, which a start without it need not pay.
      const sdk: Sdk = await import('@aws-sdk/client-bedrock-runtime');
      // One retry loop only, and that is the state machine's.
      client ??= new sdk.BedrockRuntimeClient({ region, endpoint, maxAttempts: 1 });
      return converse(sdk, client, request, signal, endpoint);
    },
  };
}

/** `https://bedrock-runtime.us-east-1.amazonaws.com` */
export function bedrockEndpoint(region: string): string {
  return `https://bedrock-runtime.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

async function converse(
  sdk: Sdk,
  client: BedrockRuntimeClient,
  request: Omit<ModelRequest, 'signal' | 'promptId'>,
  abortSignal: AbortSignal,
  endpoint: string,
): Promise<ModelAnswer> {
  try {
    const { $metadata: _metadata, ...answer } = await client.send(new sdk.ConverseCommand(request), { abortSignal });
    return answer;
  } catch (error) {
    if (error instanceof sdk.BedrockRuntimeServiceException) {
      throw new ModelError(error.name, error.$metadata.httpStatusCode ?? 500, error.message);
    }
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    if (name.includes('Credentials') || name.includes('TokenProvider')) {
      throw bedrockError('AccessDeniedException', `--models aws needs AWS credentials: ${message}`);
    }
    throw bedrockError('ServiceUnavailableException', `no answer from ${endpoint}: ${name}: ${message}`);
  }
}
