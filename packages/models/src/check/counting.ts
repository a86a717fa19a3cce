/** A question of which one knows how its answer goes on; in lower case for the embedded models, which read no other. */
export const countingQuestion =
  'count from 1 to 30. write the numbers with a comma after each, and nothing else.';

/** The answer, begun; 8 comes next. */
export const countingBegun = '1, 2, 3, 4, 5, 6, 7,';
