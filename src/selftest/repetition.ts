import { type Check, type Comparison, holds, same } from './check.ts'
import type { Rig } from './rig.ts'

const METHODS = [
  'none',
  'inverted-dropout:keep=0.5,input-keep=0.8+l1:1e-3',
  'vanilla-dropout:keep=0.5+max-norm:2',
  'gaussian-dropout:keep=0.5+dropconnect:keep=0.8+input-noise:0.1',
]

export const repetition: Check = {
  title: 'the same seed trains the same weights to the bit',
  async *run(rig: Rig): AsyncGenerator<Comparison> {
    const first = await rig.trials(METHODS)
    const again = await rig.trials([...METHODS].reverse())
    const other = await rig.trials(METHODS, {}, 1)
    for (const [i, { method, fingerprint }] of first.entries()) {
      yield same(`${method}, fingerprint`, again[METHODS.length - 1 - i].fingerprint, fingerprint)
      const differs = other[i].fingerprint !== fingerprint
      yield holds(`${method}, fingerprint under another seed`, differs, other[i].fingerprint, 'another one')
    }
  },
}
