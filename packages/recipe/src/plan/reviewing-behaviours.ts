/** Behaviour policies of a query that review drafts where the router to be trained does: three random ones, two by entropy. */
export const reviewingBehaviours = 5;
