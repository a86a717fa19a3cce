import type { ServerKind } from './server-kind.js';
import { hosted } from './servers/hosted.js';
import { llamaCpp } from './servers/llama-cpp.js';
import { sglang } from './servers/sglang.js';
import { tgi } from './servers/tgi.js';
import { vllm } from './servers/vllm.js';

/** Servers by the name that `openaiCompatible` takes. */
export const serverKinds = {
  vllm,
  sglang,
  'llama.cpp': llamaCpp,
  tgi,
  hosted,
} as const satisfies Record<string, ServerKind>;
