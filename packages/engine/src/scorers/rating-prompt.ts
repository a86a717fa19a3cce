/** How a model is asked to rate a step, as data, so that it can be stored and compared. */
export interface RatingPrompt {
  /** Name of this wording, for readers. */
  version: string;
  /** Asked after the question and the answer so far; `{maximum}` stands for the highest digit. */
  question: string;
  /** How the reply is made to begin; the digit follows. It keeps reasoning models from thinking first. */
  reply: string;
}

/** Default of `ratingScorer`: asks for what SpecReason (2504.07891) asks for, in words of its own. */
export const ratingPrompt: RatingPrompt = {
  version: 'rating-1',
  question:
    'Rate the last step of your answer so far with one digit, from 0 (wrong) to {maximum} (certainly right). Judge only whether what it states is correct and follows from the question and the steps before it. Its style, and how useful it is, do not count. Reply with the digit alone.',
  reply: 'The rating of the last step is:',
};
