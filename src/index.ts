/**
 * regbench as a library: what the command line does, as functions of plain data. docs/library.md has examples. Errors that a
 * user can mend are RegbenchErrors, whose message is a sentence.
 */
export type { Dataset, Feature, Task } from './data/dataset.ts'
export { type BundledDataset, bundled as datasets } from './data/index.ts'
export type { Comparison, MethodSummary, Metric, TrialResult, TrialStatus } from './experiment/result.ts'
export type { FitFigures, FitPoint } from './experiment/train.ts'
export type { CandidateResult, TuningAxis, TuningStage } from './experiment/tuning.ts'
export { type CompareOptions, compare } from './library/compare.ts'
export { loadDataset, type TestSettings } from './library/load.ts'
export type { DataSettings, FittingSettings } from './library/options.ts'
export { type Prediction, type PredictOptions, predict } from './library/predict.ts'
export { type TrainOptions, train } from './library/train.ts'
export { type TuneOptions, type TuneResult, tune } from './library/tune.ts'
export type { Origin, SavedModel } from './models/manifest.ts'
export { loadModel, saveModel } from './models/store.ts'
export { DEFAULT_METHODS as defaultMethods } from './regularizers/method.ts'
export type { FittedModel } from './training/fitted.ts'
export { RegbenchError } from './util/errors.ts'
export { version } from './util/version.ts'
