import { isTunable } from '../../../src/experiment/tunable.ts'
import { chooseMethods, TUNED_METHODS } from '../../../src/experiment/tuning/methodChoice.ts'

import { DEFAULT_METHODS } from '../../../src/regularizers/index.ts'
import { type MethodSettings, methods, type TuningSettings, tuning } from '../../../src/settings/methods.ts'
import { defaultsOf } from '../../../src/settings/setting.ts'

import { assert, suite } from '../../harness.ts'

/** The choice that these options make, all others as they are by default. */
const chosen = (options: Partial<MethodSettings & TuningSettings>) =>
  chooseMethods(
    { ...defaultsOf(methods.settings), ...options },
    { ...defaultsOf(tuning.settings), ...options },
    0,
  )

const specs = async (options: Parameters<typeof chosen>[0]) =>
  (await chosen(options)).methods.map(({ spec }) => spec)

/** A promise that a usage error of these words rejects. */
async function refused(options: Parameters<typeof chosen>[0], sentence: RegExp) {
  const error = await chosen(options).catch((reason: Error) => reason)
  assert.match((error as Error).message, sentence)
}

suite('methods of a comparison', (test) => {
  test('are the default list, the first of which is the baseline', async () => {
    assert.is((await specs({})).length, DEFAULT_METHODS.length)
    assert.is((await chosen({})).baseline, 'none')
    assert.is((await chosen({})).nested, undefined)
  })

  test('have a row for every value of a scan or a list, and keep what it does not concern', async () => {
    assert.equal(await specs({ methods: ['none', 'l2'], scan: ['l2=1e-4..1e-2:3log'] }), [
      'none',
      'l2:1e-4',
      'l2:0.001',
      'l2:0.01',
    ])
    assert.equal(await specs({ methods: ['inverted-dropout'], list: ['keep=0.5,1', 'l2=0,1e-3'] }), [
      'inverted-dropout:keep=0.5+l2:0',
      'inverted-dropout:keep=0.5+l2:1e-3',
      'inverted-dropout:keep=1+l2:0',
      'inverted-dropout:keep=1+l2:1e-3',
    ])
    assert.equal(await specs({ methods: ['l2:1e-3'], list: ['bias=true,false'] }), [
      'l2:1e-3,bias=true',
      'l2:1e-3,bias=false',
    ])
  })

  test('put a baseline of its own first, and recognize one that is there', async () => {
    assert.equal(await specs({ methods: ['l2:1'], baseline: 'none' }), ['none', 'l2:1'])
    const listed = await chosen({ methods: ['none', 'l2'], baseline: 'l2' })
    assert.is(listed.baseline, 'l2:0.001')
    assert.is(listed.methods.length, 2)
  })

  test('are refused twice', async () => {
    await refused({ methods: ['l2', 'l2:0.001'] }, /l2:0.001 is given twice/)
    await refused({ methods: ['l2', 'l2:1'], list: ['l2=1,2'] }, /l2:1 is given twice/)
  })
})

suite('tuned methods', (test) => {
  const candidates = async (options: Parameters<typeof chosen>[0]) =>
    (await chosen(options)).methods.map((method) =>
      isTunable(method) ? method.stages.map((stage) => stage.length) : [],
    )

  test('are the default families, each with the same budget but for those with nothing to tune', async () => {
    assert.equal(await specs({ tune: 12 }), [...TUNED_METHODS])
    assert.equal(await candidates({ tune: 12 }), [[], ...TUNED_METHODS.slice(1).map(() => [12])])
    assert.equal((await chosen({ tune: 12 })).nested, { innerFolds: 3, criterion: 'loss' })
  })

  test('hold what is written out and go by the name that leaves the rest open', async () => {
    const { methods } = await chosen({ tune: 4, methods: ['inverted-dropout:keep=0.5+l2', 'l2:1e-3'] })
    assert.equal(
      methods.map(({ spec }) => spec),
      ['inverted-dropout:keep=0.5+l2', 'l2:1e-3'],
    )
    assert.equal(methods.map(isTunable), [true, false])
  })

  test('try listed values instead of the documented range', async () => {
    assert.equal(await candidates({ tune: 12, methods: ['l2'], list: ['l2=1,2,3'] }), [[3]])
  })

  test('have the recipe as one more row, beside fixed ones too', async () => {
    const { methods, nested } = await chosen({ methods: ['none'], recipe: true, innerFolds: 4, by: 'score' })
    assert.equal(
      methods.map(({ spec }) => spec),
      ['none', 'recipe'],
    )
    assert.equal(nested, { innerFolds: 4, criterion: 'score' })
  })

  test('are what --inner-folds and --by need', async () => {
    await refused({ innerFolds: 4 }, /--inner-folds is about tuning; give --tune N, --recipe or --cocktail/)
    await refused({ by: 'score' }, /--by is about tuning/)
  })

  test('have the cocktail as one more row, of as many epochs as the others', async () => {
    const { methods, nested } = await chosen({ methods: ['none', 'l2'], tune: 4, cocktail: true })
    assert.equal(
      methods.map(({ spec }) => spec),
      ['none', 'l2', 'cocktail'],
    )
    assert.equal(
      methods.map((method) => (isTunable(method) ? method.budget : null)),
      [null, undefined, 4],
    )
    assert.equal(await candidates({ methods: ['none', 'l2'], tune: 4, cocktail: true }), [[], [4], [12]])
    assert.equal(nested, { innerFolds: 3, criterion: 'loss' })
    assert.equal(await candidates({ methods: ['none'], cocktail: true }), [[], [81]])
    await refused(
      { methods: ['none'], tune: 1, cocktail: true },
      /nothing to choose from; give --tune 2 or more/,
    )
  })

  test('are all searched by halving when asked, with candidates for as many epochs', async () => {
    const { methods } = await chosen({ methods: ['none', 'l2'], tune: 4, search: 'halving' })
    assert.equal(
      methods.map((method) => (isTunable(method) ? [method.budget, method.stages[0].length] : null)),
      [null, [4, 12]],
    )
    await refused({ search: 'halving', cocktail: true }, /--search halving is about the candidates of --tune/)
  })
})
