import { z } from 'zod';
import { bedrockError } from './bedrock-errors.ts';
import type { BedrockErrorName } from './bedrock-errors.ts';
import type { ModelDriver } from './driver.ts';
import { chatAnswer, chatRequest } from './openai-chat.ts';

const models = z.object({ data: z.array(z.object({ id: z.string() })) });

export interface OpenAiOptions {
  /** `http://127.0.0.1:11434`, with or without `/v1`; `#name` picks the model, else the server's first one answers. */
  readonly target: string;
  /** Sent as a bearer token, over https only. */
  readonly apiKey?: string;
}

/**
 * Answers by any OpenAI-compatible server (Ollama, llama.cpp, vLLM …): every Bedrock model id becomes its one model.
 * The server is first contacted by the first call. Throws `ModelError` naming the server.
 */
export function openAiDriver({ target, apiKey }: OpenAiOptions): ModelDriver {
  const { base, model: chosen } = parseTarget(target);
  let model = chosen;
  const ask = (path: string, init: RequestInit): Promise<unknown> =>
    fetchJson(`${base}${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        // Over plain http a key would be readable by anybody on the way; a local server needs none.
        ...(apiKey !== undefined && base.startsWith('https:') && { authorization: `Bearer ${apiKey}` }),
      },
    });

  return {
    name: `openai:${target}`,
    async answer(request) {
      model ??= firstModel(await ask('/models', { signal: request.signal }), base);
      const body = JSON.stringify(chatRequest(model, request));
      return chatAnswer(await ask('/chat/completions', { method: 'POST', body, signal: request.signal }), base);
    },
  };
}

function parseTarget(target: string): { readonly base: string; readonly model?: string } {
  if (!URL.canParse(target) || !/^https?:/.test(target)) {
    throw new Error(
      `--models openai: needs a URL such as openai:http://127.0.0.1:11434#llama3, not ${JSON.stringify(target)}`,
    );
  }
  const url = new URL(target);
  const model = decodeURIComponent(url.hash.slice(1));
  const path = url.pathname.replace(/\/+$/, '');
  return {
    base: `${url.origin}${path.endsWith('/v1') ? path : `${path}/v1`}`,
    ...(model !== '' && { model }),
  };
}

function firstModel(answer: unknown, base: string): string {
  const first = models.safeParse(answer).data?.data[0]?.id;
  if (first !== undefined) return first;
  throw bedrockError('ResourceNotFoundException', `${base}/models lists no model; name one with openai:URL#model`);
}

async function fetchJson(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await response.text();
  } catch (error) {
    // `fetch failed` says nothing; the reason (ECONNREFUSED …) is in the cause.
    const { message, cause } = error as Error;
    const reason =
      cause instanceof Error && cause.message !== '' ? cause.message : ((cause as { code?: string })?.code ?? message);
    throw bedrockError('ServiceUnavailableException', `no answer from ${url}: ${reason}; is the model server running?`);
  }
  if (!response.ok) {
    throw bedrockError(errorName(response.status), `${url} answered ${response.status}: ${text.slice(0, 500)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw bedrockError('ModelErrorException', `${url} answered something that is not JSON: ${text.slice(0, 200)}`);
  }
}

function errorName(status: number): BedrockErrorName {
  if (status === 429) return 'ThrottlingException';
  if (status === 408 || status === 504) return 'ModelTimeoutException';
  if (status === 401 || status === 403) return 'AccessDeniedException';
  if (status === 404) return 'ResourceNotFoundException';
  if (status === 503) return 'ServiceUnavailableException';
  return status < 500 ? 'ValidationException' : 'ModelErrorException';
}
