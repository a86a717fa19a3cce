import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { ConfigurationError, errorMessage, GenerationError } from '@roro/core';
import { z } from 'zod';
import type { JsonObject } from './server-kind.js';
import type { TemplateMessage } from './template-messages.js';

const tokenSchema = z
  .union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)])
  .nullish();
const tokenizerSchema = z.object({
  bos_token: tokenSchema,
  eos_token: tokenSchema,
  add_bos_token: z.boolean().nullish(),
  chat_template: z
    .union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))])
    .nullish(),
});
type TokenizerConfig = z.infer<typeof tokenizerSchema>;

/** A model's chat template (Jinja, as in `tokenizer_config.json` of Hugging Face). */
export interface ChatTemplate {
  source: string;
  /** What the template writes first; undefined where no tokenizer_config.json names it: then nothing is written. */
  bosToken: string | undefined;
  /** The tokeniser puts BOS before every text. Default true: nearly all that have one do. */
  tokenizerAddsBos: boolean;
  /**
   * @param variables of the template, such as `enable_thinking`
   * @throws GenerationError where the template refuses the messages
   */
  render(messages: readonly TemplateMessage[], variables: JsonObject): string;
}

/**
 * Reads a chat template: Jinja as it is, or the path of a `chat_template.jinja` or `tokenizer_config.json`. The other of the
 * two is read too where it lies beside it, for the special tokens or the template.
 *
 * @throws ConfigurationError where the file or the template cannot be read
 */
export function loadChatTemplate(modelId: string, sourceOrPath: string): ChatTemplate {
  const isSource = /\{[{%]/.test(sourceOrPath);
  const tokenizer = isSource ? undefined : readTokenizer(modelId, sourceOrPath);
  const source = isSource ? sourceOrPath : readSource(modelId, sourceOrPath, tokenizer);
  const template = parseTemplate(modelId, source);
  const bosToken = tokenizer?.bos_token ?? undefined;
  return {
    source,
    bosToken,
    tokenizerAddsBos: tokenizer?.add_bos_token ?? true,
    render(messages, variables) {
      try {
        return template.render({
          bos_token: bosToken ?? '',
          eos_token: tokenizer?.eos_token ?? '',
          ...variables,
          messages,
          add_generation_prompt: true,
        });
      } catch (error) {
        throw new GenerationError({
          model: modelId,
          message: `The chat template of model "${modelId}" refused the messages (${messages.map(({ role }) => role).join(', ')}): ${errorMessage(error)}.`,
          nextStep: 'Check which roles it takes, and in which order.',
        });
      }
    },
  };
}

function readTokenizer(modelId: string, path: string): TokenizerConfig | undefined {
  const file = basename(path).endsWith('.json') ? path : join(dirname(path), 'tokenizer_config.json');
  if (file !== path && !existsSync(file)) return undefined;
  try {
    return tokenizerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw unreadable(modelId, file, error);
  }
}

function readSource(modelId: string, path: string, tokenizer: TokenizerConfig | undefined): string {
  const isTokenizer = basename(path).endsWith('.json');
  const inTokenizer = tokenizer?.chat_template ?? undefined;
  if (isTokenizer && inTokenizer !== undefined) {
    if (typeof inTokenizer === 'string') return inTokenizer;
    const named = inTokenizer.find(({ name }) => name === 'default') ?? inTokenizer[0];
    if (named !== undefined) return named.template;
  }
  const file = isTokenizer ? join(dirname(path), 'chat_template.jinja') : path;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(modelId, file, error);
  }
}

function parseTemplate(modelId: string, source: string): Template {
  try {
    return new Template(source);
  } catch (error) {
    throw new ConfigurationError({
      message: `The chat template of model "${modelId}" is no Jinja that can be read: ${errorMessage(error)}.`,
      nextStep: 'Give the template of the model, as it is in its folder.',
      cause: error,
    });
  }
}

function unreadable(modelId: string, file: string, cause: unknown): ConfigurationError {
  return new ConfigurationError({
    message: `The chat template of model "${modelId}" cannot be read from ${file}: ${errorMessage(cause)}.`,
    nextStep: 'Give the path of its chat_template.jinja or tokenizer_config.json, or the Jinja itself.',
    cause,
  });
}
