import { mediaType } from './binary-media.ts';
import { valueAt, type MatchedCall } from './call.ts';
import { GatewayFailure } from './failure.ts';

/**
 * What the method's request validator asks for: parameters first, then the body. A body of a content type without a model
 * passes, as on AWS.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function checkRequest(call: MatchedCall): void {
  const { validator, requiredParameters, models } = call.match.method;
  if (validator?.checksParameters) {
    const missing = requiredParameters.filter((parameter) => valueAt(parameter, call) === undefined);
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(', ');
      throw new GatewayFailure('BAD_REQUEST_PARAMETERS', { words: `Missing required request parameters: [${names}]` });
    }
  }
  if (!validator?.checksBody) return;
  const contentType = mediaType(call.headers.last('content-type')) || 'application/json';
  const conforms = models.get(contentType) ?? models.get('$default');
  if (conforms && !conforms(parsed(call.body))) throw new GatewayFailure('BAD_REQUEST_BODY');
}

/** No body counts as an empty object. */
function parsed(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GatewayFailure('BAD_REQUEST_BODY');
  }
}
