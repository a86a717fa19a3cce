export { answerVerifier } from './answer-verifier.js';
export { cacheFolder, type DataEnvironment } from './cache-folder.js';
export { type CatalogueEntry, catalogue, findCatalogued, type HubFile } from './catalogue.js';
export {
  type ContaminatedPair,
  type ContaminationReport,
  checkContamination,
  defaultWords,
  type NamedText,
} from './check-contamination.js';
export { choiceVerifier } from './choice-verifier.js';
export type { ColumnSchema } from './column-schema.js';
export type { DatasetBenchmark, ReadFile } from './dataset-benchmark.js';
export { cachedPath, type FetchOptions, fetchCatalogued, hubUrl } from './fetch-catalogued.js';
export { type LoadOptions, type LocalDataset, loadBenchmark } from './load-benchmark.js';
export { type DroppedRecord, describeDropped, type LoadReport } from './load-report.js';
export { type ReadTexts, readTexts } from './read-texts.js';
export { type AnswerScorerOptions, answerScorer } from './recorded/answer-scorer.js';
export { estimateTokens } from './recorded/estimate-tokens.js';
export {
  type RecordedAnswer,
  type RecordedAnswers,
  type RecordedColumns,
  type RecordedOptions,
  type RecordedQuestion,
  readRecordedAnswers,
} from './recorded/recorded-answers.js';
export { type RecordedBenchmarkOptions, recordedBenchmark } from './recorded/recorded-benchmark.js';
export { RecordedModel } from './recorded/recorded-model.js';
export { type RecordedPoolModel, type RecordedPoolOptions, recordedPool } from './recorded/recorded-pool.js';
export type { SplitShares } from './split-of.js';
export { stepwiseFormat } from './stepwise-format.js';
