import type { TemplateValue } from '../template/template.ts';
import { isTemplateList, isTemplateObject } from '../template/template.ts';
import { API_GATEWAY_PATH } from './apigateway/rest-apis.ts';
import type { Cloud } from './cloud.ts';

const EXECUTE_API = /https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?![\w.:-])/g;

/**
 * Templates put the addresses of their APIs together by themselves (`https://<id>.execute-api.<region>.amazonaws.com/…`);
 * those of APIs that are built here must lead here. Looks into every text of the value.
 */
export function localUrls<T extends TemplateValue>(
  value: T,
  { endpoint, restApis }: Pick<Cloud, 'endpoint' | 'restApis'>,
): T {
  const localize = (part: TemplateValue): TemplateValue => {
    if (typeof part === 'string') {
      return part.replace(EXECUTE_API, (url, id: string) =>
        restApis.has(id) ? `${endpoint}${API_GATEWAY_PATH}/${id}` : url,
      );
    }
    if (isTemplateList(part)) return part.map(localize);
    if (!isTemplateObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, localize(item)]));
  };
  return localize(value) as T;
}
