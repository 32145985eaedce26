/** What the server tells a worker when it creates it (`workerData`). */
export interface WorkerSettings {
  /** The unpacked code, `/var/task` on AWS. */
  readonly taskRoot: string;
  /** `<module path without extension>.<export>`, e.g. `index.handler`. */
  readonly handler: string;
}

/** Server → worker: one invocation; the next one only comes after `answered` or `failed`. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly traceId: string;
  readonly timeoutMs: number;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** Worker → server. A port keeps its order, so all logs of an invocation arrive before its answer. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'answered'; readonly payload: string }
  /** `fatal`: the worker ends now and takes no further invocation. */
  | { readonly type: 'failed'; readonly payload: string; readonly fatal?: true }
  /** The code asked the operating system to kill its process; the worker ends itself instead. */
  | { readonly type: 'killed'; readonly signal: string };
