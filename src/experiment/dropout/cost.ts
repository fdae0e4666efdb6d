/** Table 2: what the factor keep costs in prediction, measured side by side. */
import { signTest } from '../../statistics/signTest.ts'
import { predictAll } from '../../training/evaluate.ts'
import { type Model, PREDICTION_ROWS } from '../../training/model.ts'
import { quantile } from '../../util/quantile.ts'
import type { CostRow, Ratio } from './report.ts'

/** Three networks that predict the same way or nearly: the factor on activations, in the weights, or nowhere. */
export interface Contestants {
  readonly inverted: Model
  readonly vanilla: Model
  readonly folded: Model
}

/** One pass is repeated until it takes about so long: a hundred times what reading the clock may be off. */
const PASS_MILLISECONDS = 0.5
const MAX_ROUNDS = 101
/** Enough for quartiles, however slow a pass is. */
const MIN_ROUNDS = 9

/** Rows predicted at a time: one at a time as in an answering service, and as many as `compare` takes. */
export const BATCHES = [1, PREDICTION_ROWS]

/**
 * Times one pass of each in turn, over and over, the first of a round being another one each time: whatever else the
 * machine does meets all three alike, and a ratio is one of passes that stood side by side.
 */
export function measureCost(
  { inverted, vanilla, folded }: Contestants,
  hidden: readonly number[],
  batch: number,
  trained: boolean,
  milliseconds: number,
): CostRow {
  const models = [inverted, vanilla, folded]
  const count = Math.min(inverted.train.count, Math.max(batch, 1) === 1 ? 64 : PREDICTION_ROWS)
  const chunk = Math.min(batch, count)
  const pass = (model: Model, times: number): number => {
    const rows = { ids: model.train.ids, count }
    const began = performance.now()
    for (let i = 0; i < times; i++) predictAll(model, rows, chunk)
    return (performance.now() - began) / times
  }
  for (const model of models) pass(model, 1)
  const times = Math.max(1, Math.ceil(PASS_MILLISECONDS / pass(inverted, 3)))
  const seconds: number[][] = [[], [], []]
  const until = performance.now() + milliseconds
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (round >= MIN_ROUNDS && performance.now() > until) break
    for (let turn = 0; turn < models.length; turn++) {
      const which = (round + turn) % models.length
      seconds[which].push(pass(models[which], times) / 1000)
    }
  }
  const [ofInverted, ofVanilla, ofFolded] = seconds
  return {
    hidden,
    batch: chunk,
    trained,
    invertedRate: count / quantile(ofInverted, 0.5),
    vanillaRate: count / quantile(ofVanilla, 0.5),
    foldedRate: count / quantile(ofFolded, 0.5),
    vanilla: ratioOf(ofVanilla, ofInverted),
    folded: ratioOf(ofFolded, ofInverted),
    vanillaToFolded: ratioOf(ofVanilla, ofFolded),
  }
}

function ratioOf(seconds: readonly number[], beside: readonly number[]): Ratio {
  const ratios = seconds.map((value, i) => value / beside[i])
  return {
    median: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    rounds: ratios.length,
    pValue: signTest(ratios.map((ratio) => ratio - 1)).pValue,
  }
}
