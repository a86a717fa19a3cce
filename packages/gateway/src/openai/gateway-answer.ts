/** The OpenAI protocol without HTTP: bodies in, answers out. */
export { answerChat } from './answer-chat.js';
export { answerCompletion } from './answer-completion.js';
export type { AnswerContext, GatewayAnswer, RequestUsage } from './answer-context.js';
export { describeModel } from './describe-model.js';
export { errorAnswer } from './error-answer.js';
export { errorBody } from './error-body.js';
export { InvalidRequestError } from './invalid-request-error.js';
export { listModels } from './list-models.js';
export { type GatewayError, toGatewayError } from './to-gateway-error.js';
