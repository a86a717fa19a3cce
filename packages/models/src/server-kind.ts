import type { ServerConnection } from './server-connection.js';
import type { TemplateMessage } from './template-messages.js';
import type { ListedToken } from './token-uncertainty.js';

/** How an answer that has begun is gone on with; docs/models.md says what each way costs. */
export type Continuation = 'chat' | 'completions' | 'message';

export type Endpoint = 'chat' | 'completions';

export type JsonObject = Record<string, unknown>;

/** What one request is about. */
export interface ServerRequest {
  endpoint: Endpoint;
  /** The last message of a chat is a prefix that the server is to go on with. */
  continues: boolean;
  /** How many of the likeliest tokens to list beside each generated one; undefined: no log-probabilities. */
  logProbabilities: number | undefined;
  /** The texts of listed tokens are asked for, not only how likely they are. */
  tokenTexts: boolean;
  /** How many of the likeliest tokens to list beside each token of the prompt; undefined: none. */
  promptLogProbabilities: number | undefined;
  /** Tags that have to stay in the text even where the tokeniser calls them special. */
  thinkingTags: readonly string[];
  /** The server is to put the special tokens of its tokeniser (BOS) before a completions prompt: it holds none. */
  addSpecialTokens: boolean;
}

/**
 * Which stop sequence ended a text: it, `true` for one that the server does not name, null for none, and undefined where
 * the server does not say.
 */
export type StopReading = string | true | null | undefined;

/** A token of a prompt; the first one has no probability. */
export type PromptToken = ListedToken & { token: string };

/** What tells one server apart from another: fields that go in, fields that come out. */
export interface ServerKind {
  readonly id: string;
  /** Ways of going on that work; the first is the default where no chat template is given. */
  readonly continuations: readonly [Continuation, ...Continuation[]];
  /** How many of the likeliest tokens are listed by default: the most that servers of this kind give. 0: none. */
  readonly topLogProbabilities: Readonly<Record<Endpoint, number>>;
  /** Can be told per request whether to put BOS before a completions prompt; others always do as their tokeniser does. */
  readonly takesSpecialTokensField: boolean;
  /** The text comes with the stop sequence that ended it. */
  readonly keepsStopSequence: boolean;
  /** Takes a JSON schema as response format. */
  readonly takesJsonSchema: boolean;
  /** Fields of the request beyond OpenAI's. */
  fields(request: ServerRequest): JsonObject;
  /** The last message of a chat that is to be continued, where the server wants it marked. */
  markPrefix?(message: JsonObject): JsonObject;
  /** @param choice of an answer or a chunk; @param body that it stands in */
  readStop(choice: JsonObject, body: JsonObject): StopReading;
  /** The tokens of the prompt; undefined where the answer holds none. */
  readPrompt?(choice: JsonObject, body: JsonObject): (PromptToken | undefined)[] | undefined;
  /** The prompt as the server's own chat template renders it, up to where the answer begins. */
  renderPrompt?(
    connection: ServerConnection,
    messages: readonly TemplateMessage[],
    variables: JsonObject,
    signal: AbortSignal | undefined,
  ): Promise<string>;
}
