import type { LanguageModelV4Message, LanguageModelV4Prompt, SharedV4Warning } from '@ai-sdk/provider';
import { providerKey, ValidationError } from '@roro/core';

export interface ConvertedPrompt {
  /** Its lines, each with its newline. */
  question: string;
  /** The answer so far, as it is. */
  prefix: string;
  warnings: SharedV4Warning[];
}

/**
 * The question and the beginning of the answer that a prompt holds. The models answer one question: the prompt
 * is one user message, and after it, where `continueFinalMessage` is set, the answer to go on with.
 *
 * @throws ValidationError on any other prompt; system messages are left out with a warning
 */
export function convertPrompt(
  model: string,
  prompt: LanguageModelV4Prompt,
  continueFinalMessage: boolean,
): ConvertedPrompt {
  const fail = (message: string, nextStep: string): never => {
    throw new ValidationError({ message, nextStep });
  };
  const messages = prompt.filter(({ role }) => role !== 'system');
  const [user, answer, ...others] = messages;
  if (user?.role !== 'user' || others.length > 0 || (answer !== undefined && answer.role !== 'assistant')) {
    const roles = messages.map(({ role }) => role).join(', ') || 'none';
    return fail(
      `Model "${model}" answers one question: expected a user message, and at most an assistant message after it, got ${roles}.`,
      'Send each question in a call of its own.',
    );
  }
  if (answer !== undefined && !continueFinalMessage) {
    return fail(
      'The last message is an answer, and nothing is asked after it.',
      `To go on with it, set providerOptions.${providerKey}.continueFinalMessage.`,
    );
  }
  if (answer === undefined && continueFinalMessage) {
    return fail(
      'continueFinalMessage is set, but the last message is not from the assistant.',
      'Add the answer so far as an assistant message, or leave the option out.',
    );
  }
  const question = messageText(model, user).replace(/\n+$/, '');
  if (question === '') {
    return fail('The question is empty.', 'Ask one, such as "a=38\\nb=a+45\\nb?".');
  }
  return {
    question: `${question}\n`,
    prefix: answer === undefined ? '' : messageText(model, answer),
    warnings:
      messages.length === prompt.length
        ? []
        : [
            {
              type: 'unsupported',
              feature: 'system messages',
              details: 'The models read the question alone.',
            },
          ],
  };
}

function messageText(model: string, message: LanguageModelV4Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content
    .map((part) => {
      if (part.type === 'text') return part.text;
      throw new ValidationError({
        message: `Model "${model}" reads text, got a part of type "${part.type}".`,
        nextStep: 'Send text parts only.',
      });
    })
    .join('');
}
