import { randomUUID } from 'node:crypto';
import type { Clock } from '../../engine/clock.ts';
import type { ResourceStore } from '../../engine/store.ts';
import type { Publication, Subscriber } from '../hosted/sns-publications.ts';

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    readonly notification: Notification & { readonly arn: string };
  }
}

/** A message that SNS would have brought to people. */
export interface Notification {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The topic's name. */
  readonly topic: string;
  /** Those who get it; empty when no person has subscribed. */
  readonly to: readonly Subscriber[];
  readonly subject?: string;
  readonly message: string;
}

const MOST = 200;

interface InboxParts {
  readonly clock: Clock;
  readonly store: ResourceStore;
  readonly onNotification?: (notification: Notification) => void;
}

/** Mail and text messages end here: nobody can be reached from a laptop. The newest are kept in the store. */
export class Inbox {
  readonly #clock: Clock;
  readonly #store: ResourceStore;
  readonly #onNotification: (notification: Notification) => void;

  constructor({ clock, store, onNotification = () => {} }: InboxParts) {
    this.#clock = clock;
    this.#store = store;
    this.#onNotification = onNotification;
  }

  receive({ topicArn, ...message }: Publication): void {
    const notification = { at: this.#clock.now(), topic: nameOf(topicArn), ...message };
    this.#store.putResource('notification', { ...notification, arn: `${topicArn}:${randomUUID()}` });
    const kept = this.#store.listResources('notification');
    for (const { arn } of kept.slice(0, -MOST)) this.#store.deleteResource('notification', arn);
    this.#onNotification(notification);
  }

  /** Oldest first. */
  list(topic?: string): readonly Notification[] {
    return this.#store
      .listResources('notification')
      .filter((notification) => topic === undefined || notification.topic === topic)
      .map(({ arn: _arn, ...notification }) => notification);
  }

  clear(): void {
    for (const { arn } of this.#store.listResources('notification')) this.#store.deleteResource('notification', arn);
  }
}

function nameOf(topicArn: string): string {
  return topicArn.split(':').at(-1) ?? '';
}
