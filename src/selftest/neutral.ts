import { type Check, type Comparison, same } from './check.ts'
import type { Rig } from './rig.ts'

const NEUTRAL = [
  'l2:0',
  'l1:0',
  'l1:0,update=subgradient',
  'elastic-net:l1=0,l2=0',
  'weight-decay:0',
  'max-norm:inf',
  'max-norm:1e9',
  'vanilla-dropout:keep=1,input-keep=1',
  'inverted-dropout:drop=0',
  'inverted-dropout:keep=1,mask=batch',
  'gaussian-dropout:keep=1,input-keep=1',
  'dropconnect:keep=1',
  'input-noise:0+label-smoothing:0',
  'lookahead:k=5,alpha=1',
  'weight-averaging:1',
  'adversarial:0',
  'l2:0.1,schedule=after:1',
  'vanilla-dropout:keep=0.5,schedule=after:1+mixup:1,schedule=after:1+label-smoothing:0.2,schedule=after:1',
  'mixup:0+swap-noise:0+feature-mask:0',
  'inverted-dropout:keep=1+max-norm:inf+l2:0,bias=true',
]

export const neutral: Check = {
  title: 'strength 0, keep 1 and bound inf are none to the bit',
  async *run(rig: Rig): AsyncGenerator<Comparison> {
    const [none, ...others] = await rig.trials(['none', ...NEUTRAL])
    for (const { method, fingerprint } of others) {
      yield same(`${method}, fingerprint`, fingerprint, none.fingerprint)
    }
  },
}
