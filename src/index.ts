/**
 * regbench as a library: what the command line does, as functions of plain data. docs/library.md has examples. Errors that a
 * user can mend are RegbenchErrors, whose message is a sentence.
 */
export type { Dataset, Feature, Task } from './data/dataset.ts'
export { type BundledDataset, bundled as datasets } from './data/index.ts'
export type { FitPoint } from './experiment/run/train.ts'
export {
  type CompareOptions,
  compare,
  type LearningCurveOptions,
  learningCurve,
} from './library/compare.ts'
export { loadDataset } from './library/load.ts'
export type { OptionsOf } from './library/options.ts'
export { type Prediction, type PredictOptions, predict } from './library/predict.ts'
export { type TrainOptions, train } from './library/train.ts'
export { type TuneOptions, type TuneResult, tune } from './library/tune.ts'
export type { Origin, SavedModel } from './models/manifest.ts'
export { loadModel, saveModel } from './models/store.ts'
export { DEFAULT_METHODS as defaultMethods } from './regularizers/index.ts'
export { comparisonFinding } from './report/findings/comparison.ts'
export { rowsFinding as learningCurveFinding } from './report/rowsCurve.ts'
export { warningText } from './report/warnings.ts'
export type { CandidateResult } from './results/candidate.ts'
export type { Comparison } from './results/comparison.ts'
export type { FitFigures } from './results/fit.ts'
export type { LearningCurve } from './results/learningCurve.ts'
export type { MethodSummary } from './results/summary.ts'
export type { TrialResult, TrialStatus } from './results/trial.ts'
export type { Metric } from './results/trialId.ts'
export type { TuningAxis, TuningStage } from './results/tuning.ts'
export type { Warning } from './results/warning.ts'
export type { FittedModel } from './training/fitted.ts'
export { RegbenchError } from './util/errors.ts'
export { version } from './util/version.ts'
