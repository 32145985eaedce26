import { ApiError } from './answer.ts';
import { missingAuthentication, signedService } from './guard.ts';
import type { Service } from './service.ts';

export interface Route {
  readonly service: Service;
  /** From `X-Amz-Target`, where the protocol has it. */
  readonly operation?: string;
}

export interface Addressed {
  /** With the query. */
  readonly url: string;
  readonly target: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * Which service a request is for: an own page by its path, else the prefix of `X-Amz-Target`, else the service in the
 * credential scope of the signature. Throws an `ApiError` naming what is missing or unknown.
 */
export function dispatcher(services: readonly Service[]): (addressed: Addressed) => Route {
  const byName = new Map<string, Service>();
  const byTarget = new Map<string, Service>();
  const byPath: { readonly prefix: string; readonly service: Service }[] = [];
  for (const service of services) {
    if (byName.has(service.name)) throw new Error(`two services are called ${service.name}; one port can serve one`);
    byName.set(service.name, service);
    for (const target of service.targets ?? []) byTarget.set(target, service);
    for (const prefix of service.paths ?? []) byPath.push({ prefix, service });
  }
  byPath.sort((a, b) => b.prefix.length - a.prefix.length);
  const known = services.flatMap((service) => (service.paths === undefined ? [service.name] : [])).sort();

  return ({ url, target, authorization }) => {
    const page = byPath.find(({ prefix }) => under(url, prefix));
    if (page !== undefined) return { service: page.service };
    const signed = signedService(authorization, url);
    if (signed === undefined) throw missingAuthentication();
    if (target !== undefined) {
      const dot = target.lastIndexOf('.');
      const service = byTarget.get(target.slice(0, dot));
      if (service !== undefined) return { service, operation: target.slice(dot + 1) };
    }
    const service = byName.get(signed);
    if (service !== undefined && target === undefined) return { service };
    throw new ApiError(
      'UnknownOperationException',
      400,
      `the local cloud has no service ${JSON.stringify(signed)}` +
        `${target === undefined ? '' : ` for X-Amz-Target ${JSON.stringify(target)}`}; it has ${known.join(', ')}`,
    );
  };
}

function under(url: string, prefix: string): boolean {
  if (!url.startsWith(prefix)) return false;
  const next = url[prefix.length];
  return next === undefined || next === '/' || next === '?';
}
