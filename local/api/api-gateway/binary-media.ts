import type { RestApi } from '../../resources/apigateway/rest-api.ts';

/**
 * Whether bodies of this content type are bytes for the API. `*` in its list stands for any type, also for none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function takesBytes({ settings }: RestApi, contentType: string | undefined): boolean {
  const [type = '', subtype = ''] = mediaType(contentType).split('/');
  return settings.binaryMediaTypes.some((binary) => {
    const [wantedType, wantedSubtype] = binary.toLowerCase().split('/');
    return (wantedType === '*' || wantedType === type) && (wantedSubtype === '*' || wantedSubtype === subtype);
  });
}

/** `Application/JSON; charset=utf-8` → `application/json`; of a list (`Accept`) the first. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(/[;,]/)[0]!.trim().toLowerCase();
}
