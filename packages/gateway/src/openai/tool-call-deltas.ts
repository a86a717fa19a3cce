import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';

interface OpenCall {
  index: number;
  /** Arguments that were sent so far. */
  sent: string;
}

/** Turns a stream's parts about tool calls into OpenAI's, which number the calls and send their arguments in pieces. */
export class ToolCallDeltas {
  readonly #calls = new Map<string, OpenCall>();

  /** An entry of `delta.tool_calls`; undefined for other parts, and for calls that the provider carries out itself. */
  read(part: LanguageModelV4StreamPart): object | undefined {
    switch (part.type) {
      case 'tool-input-start':
        // Pieces in another encoding do not add up to JSON: such a call is sent when it is whole.
        return part.providerExecuted === true || part.inputEncoding === 'text'
          ? undefined
          : this.#open(part.id, part.toolName, '');
      case 'tool-input-delta':
        return this.#extend(part.id, part.delta);
      case 'tool-call': {
        if (part.providerExecuted === true) return undefined;
        const { toolCallId: id, toolName, input } = part;
        const call = this.#calls.get(id);
        if (call === undefined) return this.#open(id, toolName, input);
        return this.#extend(id, input.startsWith(call.sent) ? input.slice(call.sent.length) : '');
      }
      default:
        return undefined;
    }
  }

  #open(id: string, name: string, input: string): object {
    const call: OpenCall = { index: this.#calls.size, sent: input };
    this.#calls.set(id, call);
    return { index: call.index, id, type: 'function', function: { name, arguments: input } };
  }

  #extend(id: string, piece: string): object | undefined {
    const call = this.#calls.get(id);
    if (call === undefined || piece === '') return undefined;
    call.sent += piece;
    return { index: call.index, function: { arguments: piece } };
  }
}
