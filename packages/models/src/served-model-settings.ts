import type { ThinkingTags } from '@roro/core';
import type { ChatTemplate } from './chat-template.js';
import type { ServerConnection } from './server-connection.js';
import type { Continuation, JsonObject, ServerKind } from './server-kind.js';

/** What `openaiCompatible` made of its options. */
export interface ServedModelSettings {
  kind: ServerKind;
  connection: ServerConnection;
  continuation: Continuation;
  template: ChatTemplate | undefined;
  /** Default: what the server's kind gives. */
  topLogProbabilities: number | undefined;
  requestBody: JsonObject;
  thinking: Pick<ThinkingTags, 'open' | 'close'>;
}
