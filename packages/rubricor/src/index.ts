export * from './bank/criterion-bank.js';
export * from './learned/learned-rubricor.js';
export * from './learned/rubric-draft.js';
export * from './learned/rubric-items.js';
export * from './learned/rubricor-file.js';
export * from './validation/validate-criteria.js';
