import type { Dataset } from '../../data/dataset.ts'
import { compare } from '../../library/compare.ts'
import { normalDraws } from '../../statistics/normalDraws.ts'
import { Uniforms } from '../../statistics/uniforms.ts'
import { list, object, text, whole } from '../../util/shape.ts'
import { defineMeasure } from './measure.ts'
import { ownFrom, settingsFrom } from './options.ts'

const OWN = ['tables', 'rows', 'features', 'methods'] as const

const shape = object({
  tables: whole({ min: 1 }),
  rows: whole({ min: 10 }),
  features: whole({ min: 1 }),
  methods: list(text),
})

/** What is called a difference. */
const LEVEL = 0.05

/** Streams of the tables' numbers. */
const FEATURES = 1801
const COINS = 1802

/**
 * How often comparisons find what is not there: labels are those of a fair coin, so every classifier is right half the time, and all
 * differences are 0.
 */
export const falseFindings = defineMeasure({
  summary: 'tables of coin flips on which methods are compared, and how many of them are called different',
  columns: {
    tables: 'tables, each of other rows',
    compared: 'methods compared with the first, over all tables',
    called: 'those that are called different (adjusted p < 0.05)',
    wrong_tables: 'tables in which any is',
    wrong_share: 'their share',
    alone_share: 'share of the compared whose p alone is below 0.05',
  },
  async measure(context) {
    const { jobs, signal } = context
    const given = ownFrom(shape, context, OWN)
    const settings = settingsFrom('compare', context, OWN)
    const families = []
    for (let table = 0; table < given.tables; table++) {
      signal.throwIfAborted()
      const { methods } = await compare(coins(table, given.rows, given.features), {
        ...settings,
        methods: given.methods,
        yardstick: false,
        seed: table,
        signal,
        ...(jobs !== undefined && { jobs }),
      })
      families.push(methods.filter(({ pHolm }) => pHolm !== null))
    }
    const compared = families.flat()
    const called = compared.filter(({ pHolm }) => pHolm! < LEVEL).length
    const wrong = families.filter((family) => family.some(({ pHolm }) => pHolm! < LEVEL)).length
    return [
      {
        method: 'all',
        tables: given.tables,
        compared: compared.length,
        called,
        wrong_tables: wrong,
        wrong_share: wrong / given.tables,
        alone_share: compared.filter(({ pValue }) => pValue! < LEVEL).length / compared.length,
      },
    ]
  },
})

/** Normal features, and labels that have nothing to do with them. */
function coins(table: number, rows: number, width: number): Dataset {
  const draws = new Float64Array(rows * width)
  normalDraws([FEATURES, table], 0, draws)
  const uniforms = new Uniforms([COINS, table], 0)
  return {
    name: `coins-${table}`,
    rows,
    features: Array.from({ length: width }, (_, j) => ({ name: `x${j}`, column: `x${j}` })),
    matrix: Float32Array.from(draws),
    target: 'coin',
    task: 'classification',
    classes: ['heads', 'tails'],
    labels: Int32Array.from({ length: rows }, () => (uniforms.next() < 0.5 ? 0 : 1)),
    targets: new Float64Array(0),
    trainableRows: rows,
    hash: `coins ${table}`,
    notes: [],
  }
}
