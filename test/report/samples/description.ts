import type { Description } from '../../../src/data/describe/describe.ts'
import { defaultDataOptions } from '../../../src/data/options.ts'

const column = { role: 'feature', missing: 0, distinct: 0, min: null, max: null, top: [] } as const

export const description: Description = {
  file: 'data.csv',
  rows: 1000,
  columns: [
    { ...column, index: 1, name: 'age', type: 'numeric', missing: 1, distinct: 60, min: 0.1, max: 80 },
    {
      ...column,
      index: 2,
      name: 'odd|name',
      type: 'categorical',
      distinct: 5,
      top: [
        { text: 'a\u001b[31mb', rows: 500 },
        { text: 'x'.repeat(30), rows: 1 },
        { text: 'c', rows: 3 },
        { text: 'd', rows: 2 },
      ],
    },
    {
      ...column,
      index: 3,
      name: 'lab',
      type: 'numeric',
      distinct: 3,
      min: 1e20,
      max: 1e20,
      top: [{ text: '<5', rows: 2 }],
    },
    { ...column, index: 4, name: 'y', type: 'categorical', role: 'target', distinct: 2 },
  ],
  target: 'y',
  task: 'classification',
  classes: [
    { text: 'no', rows: 900 },
    { text: 'yes', rows: 90 },
  ],
  usable: { rows: 990, features: 7 },
  ends: null,
  notes: ['a note'],
  warnings: ['a warning that is long enough to be broken into two lines when there is not much room for it'],
  options: defaultDataOptions,
}
export const report = { description, next: 'regbench compare data.csv --target y' }
