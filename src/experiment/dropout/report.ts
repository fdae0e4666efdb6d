/** What `regbench dropout` finds, as plain data: four tables and a sentence for each. */
import type { Comparison } from '../../results/comparison.ts'

export interface DropoutReport
  extends Pick<
    Comparison,
    | 'dataset'
    | 'rows'
    | 'features'
    | 'target'
    | 'task'
    | 'classes'
    | 'metric'
    | 'evaluation'
    | 'settings'
    | 'seed'
  > {
  readonly trainRows: number
  readonly testRows: number
  /** Specifications of the pair. */
  readonly inverted: string
  readonly vanilla: string
  readonly equivalence: Equivalence
  readonly cost: Cost
  readonly activations: Activations
  readonly averages: Averages
  readonly warnings: readonly string[]
}

/** The vanilla run with the twin's settings, and with equal settings, beside the inverted run. */
export interface Equivalence {
  /** By site, features first and outputs last, the probability that a unit is kept. */
  readonly keeps: readonly number[]
  /** Specification of the twin, its rates and initial weights by layer. */
  readonly twin: string
  readonly initFactors: readonly number[]
  readonly rateFactors: readonly number[]
  /** Whether predictions and rescaled weights of twin and inverted run had the same bits wherever they were compared. */
  readonly identical: boolean
  readonly points: readonly EquivalencePoint[]
  /** A second pair at another keep, where the one asked for is a power of two and so shows no rounding; else null. */
  readonly other: OtherKeep | null
}

export interface OtherKeep {
  readonly method: string
  readonly keep: number
  readonly identical: boolean
}

export interface EquivalencePoint {
  readonly epoch: number
  /** Updates made. */
  readonly steps: number
  /** Between the inverted run and its twin: largest distance of probabilities, or of predictions in the target's unit. */
  readonly twinPredictions: number
  /** Largest distance of a weight from keep times the twin's. */
  readonly twinWeights: number
  /** Distances of the pair at the other keep; null without one. */
  readonly otherPredictions: number | null
  readonly otherWeights: number | null
  /** Between the inverted run and the vanilla run with equal settings. */
  readonly equalPredictions: number
  readonly equalWeights: number
  /** Test scores. */
  readonly invertedScore: number
  readonly twinScore: number
  readonly equalScore: number
}

export interface Cost {
  readonly rows: readonly CostRow[]
}

export interface CostRow {
  /** Hidden widths. */
  readonly hidden: readonly number[]
  /** Its layers, where they are not just hidden widths. */
  readonly network?: string
  /** Rows predicted at a time. */
  readonly batch: number
  /** The network that was trained, or one made up to time. */
  readonly trained: boolean
  /** Rows a second, of the median pass. */
  readonly invertedRate: number
  readonly vanillaRate: number
  readonly foldedRate: number
  /** Time of a pass as a share of the inverted pass beside it. */
  readonly vanilla: Ratio
  readonly folded: Ratio
  /** Time of a vanilla pass as a share of the folded one beside it. */
  readonly vanillaToFolded: Ratio
}

/** How many times as long one of paired measurements takes as the other. */
export interface Ratio {
  readonly median: number
  /** Quartiles. */
  readonly low: number
  readonly high: number
  readonly rounds: number
  /** P-value of the sign test: as many faster rounds as slower ones. */
  readonly pValue: number
}

export interface Activations {
  /** Masks drawn, and rows they were drawn for. */
  readonly masks: number
  readonly rowsSeen: number
  readonly rows: readonly ActivationRow[]
  /** What the mistake does to the test rows. */
  readonly mistakes: readonly Mistake[]
}

export interface Mistake {
  readonly kind: 'inverted' | 'vanilla'
  readonly loss: number
  readonly score: number
  readonly mistakenLoss: number
  readonly mistakenScore: number
}

export interface ActivationRow {
  readonly kind: 'inverted' | 'vanilla'
  /** 0 for the features, l for hidden layer l. */
  readonly site: number
  readonly units: number
  readonly keep: number
  /** Measured share of kept units; null where none is dropped. */
  readonly keepSeen: number | null
  /** Mean sizes of what the next layer reads: in training mode over the masks, and in prediction mode. */
  readonly training: number
  readonly prediction: number
  /** prediction / training */
  readonly ratio: number
  /** In prediction mode with the mistake: vanilla without the factor keep, inverted with it. */
  readonly mistake: number
  readonly mistakeRatio: number
}

export interface Averages {
  /** Specification of the network whose noise is averaged. */
  readonly method: string
  /** Units that a mask may drop, features included. */
  readonly units: number
  /** Whether only the values before the last layer are dropped: then weight scaling is the geometric mean over all masks. */
  readonly scalingIsGeometric: boolean
  readonly rows: readonly AverageRow[]
}

export interface AverageRow {
  readonly kind: 'scale' | 'mc' | 'exact' | 'geometric'
  /** Networks averaged; 1 for weight scaling. */
  readonly networks: number
  /** Repetitions with networks of their own; 1 where nothing is drawn. */
  readonly repetitions: number
  readonly lossMean: number
  /** Standard deviation over the repetitions; null where nothing is drawn. */
  readonly lossSd: number | null
  readonly scoreMean: number
  readonly scoreSd: number | null
}
