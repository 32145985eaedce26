import { RestApi, type RestApiSettings } from './rest-api.ts';

/** Where the APIs answer locally: `/_local/apigateway/<id or name>/<stage>/…`. */
export const API_GATEWAY_PATH = '/_local/apigateway';

/** The REST APIs of the local cloud. */
export class RestApis {
  readonly #apis = new Map<string, RestApi>();

  create(settings: RestApiSettings): void {
    this.#apis.set(settings.id, new RestApi(settings));
  }

  has(id: string): boolean {
    return this.#apis.has(id);
  }

  /** Throws in API Gateway's words for an unknown id. */
  get(id: string): RestApi {
    const api = this.#apis.get(id);
    if (api === undefined) throw new Error(`Invalid API identifier specified: ${id}`);
    return api;
  }

  /** The API of that id, or those of that name, which need not be unique. */
  find(idOrName: string): readonly RestApi[] {
    const byId = this.#apis.get(idOrName);
    return byId ? [byId] : this.list().filter(({ settings }) => settings.name === idOrName);
  }

  list(): readonly RestApi[] {
    return [...this.#apis.values()];
  }
}
