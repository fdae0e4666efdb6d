/** What the study tries, stage by stage: each stage varies the winner of the one before in one respect. */

export interface Candidate {
  readonly optimizer: 'sgd' | 'momentum' | 'nesterov' | 'adam'
  readonly rate: number
  readonly schedule: string
  readonly epochs: number
  /** Small tables get as many more epochs as make this many steps. */
  readonly steps: number
  readonly batch: number
  readonly hidden: string
  readonly scale: 'standard' | 'minmax' | 'robust'
  readonly clip?: number
  readonly methods: readonly string[]
}

const METHODS = ['none', 'inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.8'] as const

/** The defaults of regbench 0.x. */
const BEFORE: Candidate = {
  optimizer: 'momentum',
  rate: 0.02,
  schedule: 'constant',
  epochs: 40,
  steps: 0,
  batch: 32,
  hidden: '128,64',
  scale: 'standard',
  methods: METHODS,
}

const vary = (base: Candidate, changes: Readonly<Record<string, Partial<Candidate>>>) =>
  Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, { ...base, ...change }]))

const ADAM: Candidate = { ...BEFORE, optimizer: 'adam', rate: 0.001 }

/** What the shape of network and training is varied from: first of the choosing half when that stage began. */
const LEADER: Candidate = { ...ADAM, rate: 0.005, steps: 1000, schedule: 'cosine' }

/** The defaults now. */
const WINNER: Candidate = { ...LEADER, steps: 2000 }

export const STAGES: Readonly<Record<string, Readonly<Record<string, Candidate>>>> = {
  optimizer: {
    before: BEFORE,
    ...vary(BEFORE, {
      'momentum 0.01': { rate: 0.01 },
      'momentum 0.005': { rate: 0.005 },
      'momentum 0.002': { rate: 0.002 },
      'adam 0.0005': { optimizer: 'adam', rate: 0.0005 },
      'adam 0.001': { optimizer: 'adam', rate: 0.001 },
      'adam 0.002': { optimizer: 'adam', rate: 0.002 },
      'adam 0.005': { optimizer: 'adam', rate: 0.005 },
    }),
  },
  schedule: vary(ADAM, {
    'adam 0.002, 2000 steps, cosine': { rate: 0.002, steps: 2000, schedule: 'cosine' },
    'adam 0.005, 1000 steps, cosine': { rate: 0.005, steps: 1000, schedule: 'cosine' },
    'adam 0.005, 2000 steps, cosine': { rate: 0.005, steps: 2000, schedule: 'cosine' },
    'adam 0.01, 1000 steps, cosine': { rate: 0.01, steps: 1000, schedule: 'cosine' },
  }),
  clipping: vary(BEFORE, {
    'momentum 0.02, clip 1': { clip: 1 },
    'momentum 0.02, clip 1, 2000 steps, cosine': { clip: 1, steps: 2000, schedule: 'cosine' },
  }),
  shape: vary(LEADER, {
    'leader, robust': { scale: 'robust' },
    'leader, 256-128': { hidden: '256,128' },
    'leader, 80 epochs, 2000 steps': { epochs: 80, steps: 2000 },
  }),
  strengths: vary(WINNER, {
    'winner, strengths': {
      methods: [
        'none',
        'l2:0.0001',
        'l2:0.001',
        'l2:0.003',
        'l2:0.01',
        'l1:0.00003',
        'l1:0.0001',
        'l1:0.0003',
        'l1:0.001',
        'elastic-net:l1=0.0001,l2=0.001',
        'weight-decay:0.01',
        'weight-decay:0.1',
        'max-norm:1',
        'max-norm:2',
        'max-norm:3',
        'inverted-dropout:keep=0.9',
        'inverted-dropout:keep=0.8+l2:0.001',
        'inverted-dropout:keep=0.5+l2:0.001',
        'inverted-dropout:keep=0.5+max-norm:1',
      ],
    },
  }),
  others: vary(WINNER, {
    'momentum 0.005, 2000 steps, cosine': { optimizer: 'momentum' },
    'nesterov 0.005, 2000 steps, cosine': { optimizer: 'nesterov' },
    'sgd 0.05, 2000 steps, cosine': { optimizer: 'sgd', rate: 0.05 },
    'sgd 0.02, 2000 steps, cosine': { optimizer: 'sgd', rate: 0.02 },
  }),
}
