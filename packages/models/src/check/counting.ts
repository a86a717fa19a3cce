/** A question of which one knows how its answer goes on. */
export const countingQuestion =
  'Count from 1 to 30. Write the numbers with a comma after each, and nothing else.';

/** The answer, begun; 8 comes next. */
export const countingBegun = '1, 2, 3, 4, 5, 6, 7,';
