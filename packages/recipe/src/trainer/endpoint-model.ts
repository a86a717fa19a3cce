import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { openaiCompatible } from '@roro/models';
import type { Endpoint } from '@roro/trainer';

/**
 * The model behind an endpoint. The key is read from the environment at each call. A schema of the answer is left out: not
 * every server takes one, and a model that was trained outside knows the form by its training. Its name stands for its
 * weights, wherever it is served: what it said is kept under the name.
 */
export function endpointModel({ url, model: name, keyVariable }: Endpoint): LanguageModelV4 {
  const options = keyVariable === undefined ? {} : { apiKey: { environment: keyVariable } };
  const { model } = openaiCompatible(url, name, options);
  const { specificationVersion, modelId, supportedUrls } = model;
  return {
    specificationVersion,
    provider: 'roro.endpoint',
    modelId,
    supportedUrls,
    doGenerate: (call) => model.doGenerate(withoutSchema(call)),
    doStream: (call) => model.doStream(withoutSchema(call)),
  };
}

function withoutSchema(call: LanguageModelV4CallOptions): LanguageModelV4CallOptions {
  return call.responseFormat?.type === 'json' ? { ...call, responseFormat: { type: 'json' } } : call;
}
