import type { CallLog } from '../models/call-log.ts';
import { FaultsInvalid } from '../models/faults.ts';
import type { Faults } from '../models/faults.ts';
import type { Inbox } from '../resources/notifications/inbox.ts';
import { ApiError, sendJson } from './answer.ts';
import { parseJson } from './json-protocol.ts';
import type { ApiRequest, ApiResponse, Service } from './service.ts';

export interface LocalPages {
  /** Counts of the built resources by CloudFormation type or short name; undefined while they are still being built. */
  readonly resources: () => Readonly<Record<string, number>> | undefined;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly inbox: Pick<Inbox, 'list' | 'clear'>;
}

type Page = (request: ApiRequest, response: ApiResponse) => Promise<void> | void;

/**
 * `/_local/health`, `/_local/bedrock/faults`, `/_local/bedrock/calls` and `/_local/inbox`: how to look at the local cloud and
 * break it.
 */
export function localService({ resources, faults, calls, inbox }: LocalPages): Service {
  const listFaults: Page = (_request, response) => sendJson(response, 200, faults.list());
  const pages: Readonly<Record<string, Readonly<Record<string, Page>>>> = {
    '/_local/health': {
      GET: (_request, response) => {
        const built = resources();
        if (built === undefined) sendJson(response, 503, { status: 'starting' });
        else sendJson(response, 200, { status: 'ready', resources: built });
      },
    },
    '/_local/bedrock/faults': {
      GET: listFaults,
      PUT: async (request, response) => {
        try {
          faults.replace(parseJson(await request.body()));
        } catch (error) {
          if (error instanceof FaultsInvalid) throw new ApiError('ValidationException', 400, error.message);
          throw error;
        }
        await listFaults(request, response);
      },
      DELETE: (request, response) => {
        faults.clear();
        return listFaults(request, response);
      },
    },
    '/_local/bedrock/calls': {
      GET: (_request, response) => sendJson(response, 200, calls.list()),
      DELETE: (_request, response) => {
        calls.clear();
        sendJson(response, 200, []);
      },
    },
    '/_local/inbox': {
      GET: ({ query }, response) => sendJson(response, 200, inbox.list(query.get('topic') ?? undefined)),
      DELETE: (_request, response) => {
        inbox.clear();
        sendJson(response, 200, []);
      },
    },
  };

  return {
    name: 'local pages',
    paths: ['/_local'],
    maxBodyBytes: 1024 * 1024,
    handle(request, response) {
      const methods = Object.hasOwn(pages, request.path) ? pages[request.path] : undefined;
      if (methods === undefined) {
        throw new ApiError('NotFound', 404, `no page ${request.path}; there are ${Object.keys(pages).join(', ')}`);
      }
      const page = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
      if (page === undefined) {
        const allowed = Object.keys(methods).join(', ');
        throw new ApiError('MethodNotAllowed', 405, `${request.path} takes ${allowed}, not ${request.method}`);
      }
      return page(request, response);
    },
  };
}
