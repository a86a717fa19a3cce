import { Ajv, type AnySchemaObject } from 'ajv';
import { expect } from 'vitest';
import schema from './openai-schema.json' with { type: 'json' };

/** Fields that answers have beyond OpenAI's form, by the object that has them. Everywhere else a further field is an error. */
const extensions: Record<string, readonly string[]> = {
  ChatCompletionBody: ['roro'],
  ChatCompletionChunkBody: ['roro'],
  CompletionBody: ['roro'],
  'ChatCompletion.Choice': ['stop_reason'],
  'ChatCompletionChunk.Choice': ['stop_reason'],
  CompletionChoice: ['stop_reason'],
  ChatCompletionMessage: ['reasoning_content'],
  'ChatCompletionChunk.Choice.Delta': ['reasoning_content'],
  Model: ['parameters'],
  ModelBody: ['parameters'],
};

const ajv = new Ajv({ strict: false, allErrors: true });
const extended: AnySchemaObject = structuredClone(schema);
for (const [name, fields] of Object.entries(extensions)) {
  for (const field of fields) extended['definitions'][name].properties[field] = {};
}
ajv.addSchema(extended, 'openai');

// OpenAI's own streams have a null here that its description of the object, one for body and chunk, forgets.
const streamed: AnySchemaObject = structuredClone(extended);
streamed['definitions'].CompletionChoice.properties.finish_reason = { enum: ['stop', 'length', null] };
ajv.addSchema(streamed, 'openai-stream');

const definitions = {
  chat: 'openai#/definitions/ChatCompletionBody',
  'chat-chunk': 'openai#/definitions/ChatCompletionChunkBody',
  completion: 'openai#/definitions/CompletionBody',
  'completion-chunk': 'openai-stream#/definitions/CompletionBody',
  model: 'openai#/definitions/ModelBody',
  models: 'openai#/definitions/ModelListBody',
  error: 'openai#/definitions/ErrorBody',
};

/** Holds what goes over the wire against the form that OpenAI's client reads. */
export function expectForm(form: keyof typeof definitions, body: unknown): void {
  const validate = ajv.getSchema(definitions[form]);
  if (validate === undefined) throw new Error(`No schema for ${form}.`);
  validate(JSON.parse(JSON.stringify(body)));
  expect(validate.errors ?? []).toEqual([]);
}
