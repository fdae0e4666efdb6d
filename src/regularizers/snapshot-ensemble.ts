import { usageError } from '../util/errors.ts'
import type { Clock } from './clock.ts'
import { defineRegularizer } from './regularizer.ts'

const nameOf = (i: number): string => `snapshot ${i}`

/** Epochs before cycle number `c` of `cycles`; a cycle has an epoch at least. */
const epochsBefore = (c: number, cycles: number, epochs: number): number => Math.floor((c * epochs) / cycles)

/** How many cycles the run has, and which the clock is in, where it has not ended one. */
function cycleOf({ epoch, epochs }: Clock, wanted: number) {
  const cycles = Math.min(wanted, epochs)
  let c = 0
  while (c + 1 < cycles && epochsBefore(c + 1, cycles, epochs) <= epoch) c++
  return { cycles, c }
}

export const snapshotEnsemble = defineRegularizer({
  title: 'Snapshot ensemble',
  alsoCalled: ['snapshots', 'snapshot'],
  summary:
    'lets the learning rate fall to 0 several times in a run, and predicts with the mean of the networks that it finds there',
  formula:
    'C cycles, in each rate = (1 + cos(pi t / T)) / 2 of the first; prediction: mean of the probabilities of the networks at the ends of the last K',
  reference:
    'Huang, Li, Pleiss, Liu, Hopcroft and Weinberger (ICLR 2017), "Snapshot ensembles: train 1, get M for free"; Loshchilov and Hutter (ICLR 2017)',
  notes: [
    'K networks cost K predictions and K times the model file. Norms, sparsity, penalty and pictures are those of the last one.',
    'It brings its own schedule, so --schedule stays what it is by default: cosine. A run of fewer epochs than cycles has a cycle an epoch.',
  ],
  ingredient: 'averaging',
  params: {
    snapshots: {
      kind: 'number',
      summary: 'K, the networks that predict',
      min: 1,
      max: 100,
      integer: true,
      default: 3,
      main: true,
      stronger: 'larger',
    },
    cycles: {
      kind: 'number',
      summary: 'C, the cycles of the run, K or more; K where it is not given',
      min: 1,
      max: 1000,
      integer: true,
      detail: true,
    },
  },
  excludes: {
    'early-stopping':
      'a run that stops early does not end its cycles, so give --epochs and leave early-stopping out',
    'weight-averaging':
      'one predicts with the mean of weights, the other with that of predictions, so take one of them',
  },
  withoutNeutral:
    'It has no strength; snapshot-ensemble:1 is one network after one cycle, and so the run of none along the cosine to the bit.',
  check(term, { snapshots: [snapshots], cycles }) {
    if (cycles === undefined || cycles[0] >= snapshots) return
    throw usageError(
      `method term "${term}": ${cycles[0]} cycles end in ${cycles[0]} networks, and ${snapshots} are to predict; give ${snapshots} cycles or more`,
    )
  },
  checkTraining(term, { schedule }) {
    if (schedule === 'cosine') return
    throw usageError(
      `method term "${term}": it brings its own schedule, a cosine in each cycle, and --schedule says ${schedule}; leave --schedule out`,
    )
  },
  requests: ({ snapshots: [snapshots] }, _architecture, _rows, { length }) =>
    Array.from({ length: snapshots }, (_, i) => ({ name: nameOf(i), type: 'f32', length })),
  create({ snapshots: [snapshots], cycles: [wanted] = [snapshots] }, { arena, parameters, clock }) {
    const kept = Array.from({ length: snapshots }, (_, i) => arena.f32(nameOf(i)))
    /** Number of the snapshot that is taken at the end of cycle c, below 0 for none. */
    const placeOf = (c: number, cycles: number) => c - Math.max(0, cycles - snapshots)
    return {
      rateAt() {
        const { cycles, c } = cycleOf(clock, wanted)
        const updates = clock.steps / clock.epochs
        const [from, to] = [c, c + 1].map((cycle) => updates * epochsBefore(cycle, cycles, clock.epochs))
        return [clock.step - from, to - from]
      },
      endEpoch() {
        const { cycles } = cycleOf(clock, wanted)
        for (let c = 0; c < cycles; c++) {
          const place = placeOf(c, cycles)
          if (place < 0 || epochsBefore(c + 1, cycles, clock.epochs) !== clock.epoch) continue
          kept[place].set(arena.f32(parameters.name))
        }
      },
      snapshots() {
        const { cycles } = cycleOf(clock, wanted)
        return kept.filter((_, place) => {
          const c = place + Math.max(0, cycles - snapshots)
          return c < cycles && epochsBefore(c + 1, cycles, clock.epochs) <= clock.epoch
        })
      },
    }
  },
})
