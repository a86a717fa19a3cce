import { canonicalJson, type ThinkingTags } from '@roro/core';
import type { ChatTemplate } from './chat-template.js';
import type { ServerConnection } from './server-connection.js';
import type { JsonObject, ServerKind } from './server-kind.js';
import type { TemplateMessage } from './template-messages.js';

export interface RenderedPrompt {
  prompt: string;
  /** What the template wrote at the beginning of an answer that has not begun: the opening tag of the thinking, or nothing. */
  opening: string;
  /** The server is to put BOS before the prompt. */
  addSpecialTokens: boolean;
}

export interface PromptRendererOptions {
  kind: ServerKind;
  connection: ServerConnection;
  /** Default: the server renders. */
  template: ChatTemplate | undefined;
  /** Of the chat template. */
  variables: JsonObject;
  thinking: Pick<ThinkingTags, 'open' | 'close'>;
}

/** Conversations kept: every step of an answer asks for the same one. */
const mostKept = 256;

/** Renders chats as one text that ends where the model is to write on. */
export class PromptRenderer {
  readonly #options: PromptRendererOptions;
  readonly #kept = new Map<string, string>();

  constructor(options: PromptRendererOptions) {
    this.#options = options;
  }

  /**
   * @param prefix the answer so far, put behind the generation prompt as it is: templates that drop or rewrite the thinking of
   * assistant messages do not see it
   * @throws GenerationError where the template refuses the messages; what a request to the server throws
   */
  async render(
    messages: readonly TemplateMessage[],
    prefix: string,
    signal: AbortSignal | undefined,
  ): Promise<RenderedPrompt> {
    const { kind, template, thinking } = this.#options;
    const rendered = await this.#generationPrompt(messages, signal);
    const bos = template?.bosToken;
    // Nobody doubles BOS: it is left to the server unless the prompt holds it and the server can be told so.
    const holdsBos = bos !== undefined && kind.takesSpecialTokensField;
    const text =
      bos !== undefined && !holdsBos && template?.tokenizerAddsBos === true && rendered.startsWith(bos)
        ? rendered.slice(bos.length)
        : rendered;
    const opening = new RegExp(`${escaped(thinking.open)}\\s*$`).exec(text)?.[0] ?? '';
    return {
      prompt: text + withoutOpening(prefix, thinking.open, opening),
      opening: prefix === '' ? opening : '',
      addSpecialTokens: !holdsBos,
    };
  }

  async #generationPrompt(
    messages: readonly TemplateMessage[],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { kind, connection, template, variables } = this.#options;
    if (template !== undefined) return template.render(messages, variables);
    const key = canonicalJson(messages);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    // `openaiCompatible` lets no other kind through without a template.
    const rendered = (await kind.renderPrompt?.(connection, messages, variables, signal)) ?? '';
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, rendered);
    return rendered;
  }
}

/** Where the template has opened the thinking, the prefix does not open it again. */
function withoutOpening(prefix: string, open: string, opening: string): string {
  if (opening === '' || !prefix.startsWith(open)) return prefix;
  const rest = prefix.slice(open.length);
  const blanks = opening.slice(open.length);
  return rest.startsWith(blanks) ? rest.slice(blanks.length) : rest;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
