import { ACCOUNT_ID } from '../../template/pseudo-parameters.ts';
import type { ObjectCall, ObjectChange } from '../hosted/object-changes.ts';
import type { EventBus } from './event-bus.ts';

/**
 * What S3 tells EventBridge of the objects in a bucket that is configured so.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export class ObjectEvents {
  readonly #bus: Pick<EventBus, 'publish'>;
  readonly #started: Promise<void>;
  readonly #buckets = new Set<string>();
  // From when the process began, so that numbers for a kept object go on rising after a restart.
  #sequence = BigInt(Math.round(performance.timeOrigin)) << 20n;

  /** Buckets and rules come from the template: until all of it has `started`, events wait, and so do their calls. */
  constructor(bus: Pick<EventBus, 'publish'>, started: Promise<void>) {
    this.#bus = bus;
    this.#started = started;
  }

  /** Has a bucket tell of its objects from now on. */
  enable(bucket: string): void {
    this.#buckets.add(bucket);
  }

  /** Puts an event for each change on the default bus; they are as safe then as the store of the bus. */
  async publish(call: ObjectCall): Promise<void> {
    await this.#started;
    for (const change of call.changes) {
      if (!this.#buckets.has(change.bucket)) continue;
      this.#bus.publish({
        source: 'aws.s3',
        detailType: change.size === undefined ? 'Object Deleted' : 'Object Created',
        resources: [`arn:aws:s3:::${change.bucket}`],
        detail: this.#detail(call, change),
      });
    }
  }

  #detail(call: ObjectCall, { bucket, key, size, etag }: ObjectChange) {
    // The greater one of two for the same key is the later one. 16 digits are enough for the next centuries.
    const sequencer = (this.#sequence++).toString(16).padStart(16, '0').toUpperCase();
    return {
      version: '0',
      bucket: { name: bucket },
      object: { key, ...(size !== undefined && { size }), etag, sequencer },
      'request-id': call.requestId,
      requester: ACCOUNT_ID,
      'source-ip-address': call.sourceAddress,
      reason: call.reason,
      ...(size === undefined && { 'deletion-type': 'Permanently Deleted' }),
    };
  }
}
