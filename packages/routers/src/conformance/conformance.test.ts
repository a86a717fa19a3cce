import { describe, it } from 'vitest';
import { randomPolicy } from '../../test/policy.js';
import { fixedFamily } from '../fixed/fixed.js';
import { LearnedPolicy } from '../learned/learned-policy.js';
import { learnedFamily } from '../learned/learned-router.js';
import { encodePolicyFile } from '../learned/policy-file.js';
import { routerFamilies } from '../registry.js';
import { routerChecks } from './router-checks.js';

const families = [fixedFamily, ...routerFamilies];

describe.each(families.map((family) => [family.id, family] as const))('%s', (_id, family) => {
  for (const { name, run } of routerChecks({ family })) it(name, run);
});

describe.each([2, 3] as const)('learned, in a pool of %s', (size) => {
  const { tensors, metadata } = randomPolicy(size);
  const family = learnedFamily(new LearnedPolicy(encodePolicyFile(tensors, metadata)));
  for (const { name, run } of routerChecks({ family, poolSizes: [size] })) it(name, run);
});
