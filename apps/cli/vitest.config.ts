import { mergeConfig } from 'vitest/config';
import { packageTests } from '../../scripts/package-tests.ts';

// Commands are tested by mocking what they would start.
export default mergeConfig(packageTests(import.meta.dirname), { test: { isolate: true } });
