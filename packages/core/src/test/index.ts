export { type MockAnswer, MockModel, promptText } from './mock-model.js';
