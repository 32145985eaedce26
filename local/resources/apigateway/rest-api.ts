import type { ApiMethod, Authorizer, BodyCheck, GatewayResponse, RequestValidator, Stage } from './api-definition.ts';
import { ResourceTree, type Match } from './resource-tree.ts';

export interface RestApiSettings {
  readonly id: string;
  readonly name: string;
  readonly rootResourceId: string;
  /** Content types whose bodies are bytes, such as `image/png`, with `*` as a wildcard. */
  readonly binaryMediaTypes: readonly string[];
}

/** The models that every API has. */
const OWN_MODELS: ReadonlyMap<string, BodyCheck> = new Map([
  ['Empty', () => true],
  ['Error', isErrorModel],
]);

/**
 * One REST API as its template describes it. A stage serves what is there, not what was there when it was deployed: a
 * template is built as a whole before anybody calls.
 */
export class RestApi {
  readonly settings: RestApiSettings;
  readonly resources: ResourceTree<ApiMethod>;
  readonly models = new Map(OWN_MODELS);
  readonly authorizers = new Map<string, Authorizer>();
  readonly validators = new Map<string, RequestValidator>();
  readonly stages = new Map<string, Stage>();
  /** By type, e.g. `ACCESS_DENIED` or `DEFAULT_4XX`. */
  readonly gatewayResponses = new Map<string, GatewayResponse>();

  constructor(settings: RestApiSettings) {
    this.settings = settings;
    this.resources = new ResourceTree(settings.rootResourceId);
  }

  match(httpMethod: string, path: string): Match<ApiMethod> | undefined {
    return this.resources.match(httpMethod, path);
  }
}

function isErrorModel(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return !('message' in body) || typeof body.message === 'string';
}
