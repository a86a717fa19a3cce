import { packageTests } from '../../scripts/package-tests.ts';

export default packageTests(import.meta.dirname);
