import type { SavedExperiment } from '../../src/results/identity.ts'
import { parseSaved } from '../../src/results/parseSaved.ts'
import { EXIT, RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'

const experiment: SavedExperiment = {
  identity: { data: 'abc' },
  shard: { index: 1, count: 3 },
  report: {
    methods: ['none', 'l2:0.1'],
    datasets: [
      {
        name: 'sample',
        rows: 100,
        features: 4,
        target: 'y',
        task: 'classification',
        classes: 2,
        evaluation: '2 folds x 1 repeat',
        resampling: 'folds',
        splits: [
          [0, 0],
          [0, 1],
        ],
        warnings: [],
      },
    ],
    settings: 'as ever',
    seed: 0,
    analysis: { baseline: 'none', confidence: 0.95, rope: 0.01 },
  },
}

function refusal(text: string): string {
  try {
    parseSaved(text, 'x.json')
  } catch (error) {
    assert.ok(error instanceof RegbenchError && error.exitCode === EXIT.data, `${error}`)
    return error.message
  }
  throw new Error(`taken: ${text}`)
}

/** Every path to a value within, as keys. */
const pathsOf = (value: unknown): string[][] =>
  typeof value !== 'object' || value === null
    ? [[]]
    : [[], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))]

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value)

/** A deep copy in which the value at the path is another. */
function replaced(path: readonly string[], by: unknown): unknown {
  if (path.length === 0) return by
  const copy = structuredClone(experiment)
  const parent = at(copy, path.slice(0, -1)) as Record<string, unknown>
  parent[path[path.length - 1]] = by
  return copy
}

/** Whether the value might do there: any object is an identity, and of numbers and texts some do. */
function mayFit(path: readonly string[], value: unknown): boolean {
  if (path[0] === 'identity') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value !== 'object' && typeof value === typeof at(experiment, path)
}

suite('saved experiment', (test) => {
  test('is read as it was written', () => {
    assert.equal(parseSaved(JSON.stringify(experiment), 'x.json'), experiment)
  })

  test('a value of another kind is refused, wherever it stands, by its path', () => {
    const paths = pathsOf(experiment).filter((path) => path[0] !== 'identity' || path.length === 1)
    assert.ok(paths.length > 30)
    for (const path of paths) {
      for (const wrong of [null, true, { a: 1 }, ['a', 1], 'x', -1, 1.5]) {
        if (mayFit(path, wrong)) continue
        assert.match(
          refusal(JSON.stringify(replaced(path, wrong))),
          /^x\.json: (this does not describe|there is no)/,
        )
      }
    }
    assert.match(
      refusal(JSON.stringify(replaced(['report', 'datasets', '0', 'splits', '1'], [0]))),
      /: report\.datasets\[0\]\.splits\[1\]\[1\] is not a whole number of at least 0; without/,
    )
  })

  test('what is missing is refused, but for what is optional', () => {
    const { shard: _, ...whole } = experiment
    assert.equal(parseSaved(JSON.stringify(whole), 'x.json'), whole)
    const { settings: __, ...report } = experiment.report
    assert.match(refusal(JSON.stringify({ ...experiment, report })), /: report\.settings is missing; without/)
  })

  test('what is no JSON, or no experiment at all, is refused', () => {
    assert.match(refusal('{'), /^x\.json: this is not JSON; without the file/)
    assert.match(
      refusal('{}'),
      /this does not describe an experiment of this version: identity is missing; without/,
    )
    assert.match(
      refusal('3'),
      /this does not describe an experiment of this version: it is not an object; without/,
    )
    assert.match(
      refusal(JSON.stringify(replaced(['report', 'analysis', 'baseline'], 'l1'))),
      /there is no baseline/,
    )
  })
})
