import { type OptimizerName, optimizers } from '../optimizers/index.ts'
import { type Check, type Comparison, holds, same } from './check.ts'
import type { Rig } from './rig.ts'

/** Rates at which each optimizer settles on iris within the trial's epochs. */
const rateOf = (optimizer: OptimizerName): number => (optimizers[optimizer].gradientPower === 0 ? 0.02 : 0.05)

export const sparsity: Check = {
  title: 'L1: exact zeros by the proximal update, none by subgradient',
  async *run(rig: Rig): AsyncGenerator<Comparison> {
    for (const optimizer of Object.keys(optimizers) as OptimizerName[]) {
      const [proximal, subgradient, none] = await rig.trials(
        ['l1:0.02', 'l1:0.02,update=subgradient', 'none'],
        { optimizer, learningRate: rateOf(optimizer) },
      )
      const share = proximal.weightSparsity!
      yield holds(`${optimizer}, proximal, share of zeros`, share > 0.1, share, 'more than 0.1')
      yield same(`${optimizer}, subgradient, share of zeros`, subgradient.weightSparsity!, 0)
      yield same(`${optimizer}, none, share of zeros`, none.weightSparsity!, 0)
    }
  },
}
