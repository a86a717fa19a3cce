import { describe, expect, it } from 'vitest';
import { rubricProblem } from './rubric-problem.js';

const criteria = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `criterion-${i}`, text: `The routing does ${i}.` }));

describe('rubricProblem', () => {
  it('lets 3 to 8 well-formed criteria pass', () => {
    for (let count = 3; count <= 8; count++) expect(rubricProblem(criteria(count))).toBeUndefined();
  });

  it('says what is wrong', () => {
    expect(rubricProblem(criteria(2))).toBe('Expected 3 to 8 criteria, got 2.');
    expect(rubricProblem(criteria(9))).toBe('Expected 3 to 8 criteria, got 9.');
    const [first, ...rest] = criteria(3) as [{ id: string; text: string }];
    expect(rubricProblem([{ ...first, id: 'criterion-1' }, ...rest])).toMatch(/"criterion-1" twice/);
    expect(rubricProblem([{ ...first, id: 'Not Kebab' }, ...rest])).toMatch(/kebab-case id, got "Not Kebab"/);
    expect(rubricProblem([{ ...first, text: 'Routing escalates.' }, ...rest])).toMatch(
      /to begin "The routing "/,
    );
    expect(rubricProblem([{ ...first, text: 'The routing ' }, ...rest])).toMatch(/to begin "The routing "/);
  });
});
