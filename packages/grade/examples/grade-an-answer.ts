import { gradeAnswer } from '@roro/grade';

const solution =
  'By the distance formula $d = \\sqrt{36 + 81} = \\sqrt{117}$, so the answer is $\\boxed{3\\sqrt{13}}$.';
const { equal, reason } = gradeAnswer('$\\sqrt{117}$', solution);
console.log(equal, reason); // true, '3\sqrt{13} is equal to \sqrt{117}.'

// The gold answer sets the form: its name may be left out, and an inequality may be answered by its set.
console.log(gradeAnswer('$x = 5$', '5').equal); // true
console.log(gradeAnswer('$x \\ge 0$', '$[0, \\infty)$').equal); // true
console.log(gradeAnswer('$[0, \\infty)$', '$x \\ge 0$').equal); // false
console.log(gradeAnswer('$[0, \\infty)$', '$x \\ge 0$', { allowSetRelation: true }).equal); // true
console.log(gradeAnswer('$\\frac13$', '0.33', { precision: 2 }).equal); // true

// What passes a limit is recorded, in milliseconds.
console.log(gradeAnswer('3', '$9^{9^{9^{9}}}$')); // graded: false, reason: 'Could not grade: a power is too large.'
