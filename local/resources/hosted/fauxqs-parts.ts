import type { BuildAppOptions, MessageAttributeValue } from 'fauxqs';

export type Stores = NonNullable<BuildAppOptions['stores']>;
export type Queue = ReturnType<Stores['sqsStore']['createQueue']>;
/** What the stores write through; reads everything back with `load`. */
export type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

export interface Parts {
  readonly 'persistence.js': { readonly PersistenceManager: new (directory: string) => Persistence };
  readonly 'sqs/sqsStore.js': { readonly SqsStore: new () => Stores['sqsStore'] };
  readonly 'sns/snsStore.js': { readonly SnsStore: new () => Stores['snsStore'] };
  readonly 'sns/filter.js': FilterPolicies;
  readonly 's3/s3Store.js': { readonly S3Store: new () => Stores['s3Store'] };
}

/** Both say whether a subscription with this policy gets the message. */
export interface FilterPolicies {
  matchesFilterPolicy(policy: Readonly<Record<string, unknown>>, attributes: MessageAttributes): boolean;
  matchesFilterPolicyOnBody(policy: Readonly<Record<string, unknown>>, message: string): boolean;
}

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/**
 * A file of fauxqs, by its path: the package exports none of them, and the only thing it does export that keeps anything
 * (`startFauxqs`) listens on all interfaces.
 */
export async function fauxqsPart<File extends keyof Parts>(file: File): Promise<Parts[File]> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as Parts[File];
}

/** Empty ones, that nothing is written through. */
export async function emptyStores(): Promise<Stores> {
  return {
    sqsStore: new (await fauxqsPart('sqs/sqsStore.js')).SqsStore(),
    snsStore: new (await fauxqsPart('sns/snsStore.js')).SnsStore(),
    s3Store: new (await fauxqsPart('s3/s3Store.js')).S3Store(),
  };
}
