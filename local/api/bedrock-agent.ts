import type { ManagedPrompt, ManagedPrompts } from '../resources/bedrock/managed-prompts.ts';
import { ApiError, sendJson } from './answer.ts';
import { pageOf } from './page-token.ts';
import type { ApiRequest, Service } from './service.ts';

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_GetPrompt.html
const IDENTIFIER =
  /^(?:[0-9a-zA-Z]{10}|arn:aws:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:prompt\/[0-9a-zA-Z]{10}(?::\d{1,5})?)$/;
const VERSION = /^(?:DRAFT|[0-9]{0,4}[1-9][0-9]{0,4})$/;

/** The part of Bedrock's build-time API that reads managed prompts: GetPrompt and ListPrompts. */
export function bedrockAgentService(prompts: ManagedPrompts): Service {
  return {
    name: 'bedrock',
    handle(request, response) {
      const [path, encoded] = /^\/prompts(?:\/([^/]+))?\/?$/.exec(request.rawPath) ?? [];
      if (request.method !== 'GET' || path === undefined) throw unknown(request);
      const answer =
        encoded === undefined
          ? listAnswer(prompts, request.query)
          : promptAnswer(prompts, identifierOf(encoded), request.query);
      sendJson(response, 200, answer);
    },
  };
}

function promptAnswer(prompts: ManagedPrompts, identifier: string, query: URLSearchParams): object {
  const version = query.get('promptVersion') ?? undefined;
  if (version !== undefined && !VERSION.test(version)) throw invalid(`promptVersion ${JSON.stringify(version)}`);
  const found = prompts.find(identifier, version);
  if (found !== undefined) return query.get('includedData') === 'METADATA_ONLY' ? metadataOf(found) : found;
  const which = version === undefined ? identifier : `${identifier} with version ${version}`;
  throw new ApiError('ResourceNotFoundException', 404, `the prompt ${which} does not exist here`);
}

function metadataOf({ variants: _, ...metadata }: ManagedPrompt): object {
  return metadata;
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_ListPrompts.html */
function listAnswer(prompts: ManagedPrompts, query: URLSearchParams): object {
  const of = query.get('promptIdentifier') ?? undefined;
  const all = of === undefined ? prompts.list() : prompts.versionsOf(checked(of));
  const limit = Number(query.get('maxResults') ?? '100');
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw invalid('maxResults');
  const page = pageOf('prompts', all, ({ arn }) => arn, { limit, token: query.get('nextToken') ?? undefined });
  return {
    promptSummaries: page.items.map(({ variants: _, defaultVariant: __, ...summary }) => summary),
    nextToken: page.nextToken,
  };
}

/** An ARN's slash comes encoded. */
function identifierOf(encoded: string): string {
  try {
    return checked(decodeURIComponent(encoded));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw invalid('promptIdentifier');
  }
}

function checked(identifier: string): string {
  if (!IDENTIFIER.test(identifier)) throw invalid(`promptIdentifier ${JSON.stringify(identifier)}`);
  return identifier;
}

function invalid(what: string): ApiError {
  return new ApiError('ValidationException', 400, `${what} is not valid`);
}

function unknown({ method, rawPath }: ApiRequest): ApiError {
  return new ApiError(
    'UnknownOperationException',
    404,
    `the local Prompt management has no ${method} ${rawPath}; it has GET /prompts and GET /prompts/{promptIdentifier}, and prompts are made by AWS::Bedrock::Prompt`,
  );
}
