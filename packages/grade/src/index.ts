export * from './grade-answer.js';
