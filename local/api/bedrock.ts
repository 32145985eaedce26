import type { ManagedPrompts } from '../resources/bedrock/managed-prompts.ts';
import { bedrockAgentService } from './bedrock-agent.ts';
import { bedrockRuntimeService } from './bedrock-runtime.ts';
import type { BedrockRuntimeOptions } from './bedrock-runtime.ts';
import type { Service } from './service.ts';

/**
 * Bedrock's APIs on one port. On AWS each has a host of its own, but their clients all sign for `bedrock`, so that here the path
 * tells them apart.
 */
export function bedrockService(options: BedrockRuntimeOptions & { readonly prompts: ManagedPrompts }): Service {
  const runtime = bedrockRuntimeService(options);
  const agent = bedrockAgentService(options.prompts);
  return {
    ...runtime,
    handle: (request, response) =>
      (/^\/prompts(?:\/|$)/.test(request.rawPath) ? agent : runtime).handle(request, response),
  };
}
