/** Where a run stands: whoever keeps state over a run reads it off here, so that a run which is gone on with needs no more. */
export interface Clock {
  /** Updates done, and those of the whole run; 0 outside of a run. */
  readonly step: number
  readonly steps: number
  /** Epochs done, and those of the whole run. */
  readonly epoch: number
  readonly epochs: number
}

/** Of a network that predicts once training is over, however long it was. */
export const OVER: Clock = { step: 1, steps: 1, epoch: 1, epochs: 1 }

/** Of a network that is not trained. */
export const STOPPED: Clock = { step: 0, steps: 0, epoch: 0, epochs: 0 }
