/** Datasets of which only the rows matter: labels or targets, and what holds rows together. */
import type { Dataset } from '../../../src/data/dataset.ts'

const BASE = {
  name: 'made',
  features: [],
  matrix: new Float32Array(0),
  offset: new Float64Array(0),
  unit: new Float64Array(0),
  target: 'y',
  hash: '',
  notes: [],
} as const

type Extras = Partial<
  Pick<Dataset, 'groups' | 'times' | 'folds' | 'validation' | 'rowColumns' | 'trainableRows'>
>

export const ofClasses = (labels: readonly number[], extras: Extras = {}): Dataset => ({
  ...BASE,
  rows: labels.length,
  trainableRows: labels.length,
  task: 'classification',
  classes: Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `c${label}`),
  labels: Int32Array.from(labels),
  targets: new Float64Array(0),
  ...extras,
})

export const ofValues = (targets: readonly number[], extras: Extras = {}): Dataset => ({
  ...BASE,
  rows: targets.length,
  trainableRows: targets.length,
  task: 'regression',
  classes: [],
  labels: new Int32Array(0),
  targets: Float64Array.from(targets),
  ...extras,
})

export const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i)
