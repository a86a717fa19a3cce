import { describe, expect, it } from 'vitest';
import { loadChatTemplate } from './chat-template.js';
import { PromptRenderer } from './prompt-renderer.js';
import { ServerConnection } from './server-connection.js';
import { serverKinds } from './server-kinds.js';
import { deepSeekTemplate, llama3Template, qwen3Template } from './test/templates.js';

const messages = [{ role: 'user', content: '6*7?' }] as const;

function renderer(
  source: string,
  options: { bos?: string; addsBos?: boolean; server?: keyof typeof serverKinds } = {},
) {
  const { bos, addsBos = true, server = 'vllm' } = options;
  const template = loadChatTemplate('m', source);
  return new PromptRenderer({
    kind: serverKinds[server],
    connection: new ServerConnection({ url: 'http://127.0.0.1:1/v1', modelId: 'm' }),
    template: {
      ...template,
      bosToken: bos,
      tokenizerAddsBos: addsBos,
      render: (given, variables) => template.render(given, { bos_token: bos ?? '', ...variables }),
    },
    variables: {},
    thinking: { open: '<think>', close: '</think>' },
  });
}

const qwen = '<|im_start|>user\n6*7?<|im_end|>\n<|im_start|>assistant\n';

describe('PromptRenderer', () => {
  it.each([
    ['no prefix', ''],
    ['thinking that has begun', '<think>\nSix times'],
    ['thinking that has ended', '<think>\nSix times seven.\n</think>\n\nIt is'],
  ])('puts the prefix behind the generation prompt as it is: %s', async (_, prefix) => {
    const { prompt, opening } = await renderer(qwen3Template).render(messages, prefix, undefined);
    expect(prompt).toBe(qwen + prefix);
    expect(opening).toBe('');
  });

  it('does not open thinking twice where the template opens it', async () => {
    const deepSeek = renderer(deepSeekTemplate, { bos: '<s>' });
    const begun = '<s><｜User｜>6*7?<｜Assistant｜><think>\n';
    expect(await deepSeek.render(messages, '', undefined)).toMatchObject({
      prompt: begun,
      opening: '<think>\n',
    });
    for (const prefix of ['<think>\nSix', '<think>Six', 'Six']) {
      expect(await deepSeek.render(messages, prefix, undefined)).toMatchObject({
        prompt: `${begun}Six`,
        opening: '',
      });
    }
  });

  it('never doubles BOS', async () => {
    const bos = '<|begin_of_text|>';
    const told = await renderer(llama3Template, { bos }).render(messages, '', undefined);
    expect(told).toMatchObject({
      prompt: expect.stringMatching(/^<\|begin_of_text\|><\|start/),
      addSpecialTokens: false,
    });
    const always = await renderer(llama3Template, { bos, server: 'sglang' }).render(messages, '', undefined);
    expect(always).toMatchObject({
      prompt: expect.stringMatching(/^<\|start_header/),
      addSpecialTokens: true,
    });
    const never = await renderer(llama3Template, { bos, server: 'sglang', addsBos: false }).render(
      messages,
      '',
      undefined,
    );
    expect(never.prompt).toMatch(/^<\|begin_of_text\|>/);
    const unknown = await renderer(llama3Template).render(messages, '', undefined);
    expect(unknown).toMatchObject({
      prompt: expect.stringMatching(/^<\|start_header/),
      addSpecialTokens: true,
    });
  });
});
