import { chooseMethods, TUNED_METHODS } from '../../src/commands/methodChoice.ts'
import { isTunable } from '../../src/experiment/tunable.ts'

import { DEFAULT_METHODS } from '../../src/regularizers/index.ts'
import { type MethodSettings, methods, type TuningSettings, tuning } from '../../src/settings/methods.ts'
import { defaultsOf } from '../../src/settings/setting.ts'

import { assert, suite } from '../harness.ts'

/** The choice that these options make, all others as they are by default. */
const chosen = (options: Partial<MethodSettings & TuningSettings>) =>
  chooseMethods(
    { ...defaultsOf(methods.settings), ...options },
    { ...defaultsOf(tuning.settings), ...options },
  )

const specs = (options: Parameters<typeof chosen>[0]) => chosen(options).methods.map(({ spec }) => spec)

suite('methods of a comparison', (test) => {
  test('are the default list, the first of which is the baseline', () => {
    assert.is(specs({}).length, DEFAULT_METHODS.length)
    assert.is(chosen({}).baseline, 'none')
    assert.is(chosen({}).nested, undefined)
  })

  test('have a row for every value of a scan or a list, and keep what it does not concern', () => {
    assert.equal(specs({ methods: ['none', 'l2'], scan: ['l2=1e-4..1e-2:3log'] }), [
      'none',
      'l2:1e-4',
      'l2:0.001',
      'l2:0.01',
    ])
    assert.equal(specs({ methods: ['inverted-dropout'], list: ['keep=0.5,1', 'l2=0,1e-3'] }), [
      'inverted-dropout:keep=0.5+l2:0',
      'inverted-dropout:keep=0.5+l2:1e-3',
      'inverted-dropout:keep=1+l2:0',
      'inverted-dropout:keep=1+l2:1e-3',
    ])
    assert.equal(specs({ methods: ['l2:1e-3'], list: ['bias=true,false'] }), [
      'l2:1e-3,bias=true',
      'l2:1e-3,bias=false',
    ])
  })

  test('put a baseline of its own first, and recognize one that is there', () => {
    assert.equal(specs({ methods: ['l2:1'], baseline: 'none' }), ['none', 'l2:1'])
    const listed = chosen({ methods: ['none', 'l2'], baseline: 'l2' })
    assert.is(listed.baseline, 'l2:0.001')
    assert.is(listed.methods.length, 2)
  })

  test('are refused twice', () => {
    assert.throws(() => specs({ methods: ['l2', 'l2:0.001'] }), /l2:0.001 is given twice/)
    assert.throws(() => specs({ methods: ['l2', 'l2:1'], list: ['l2=1,2'] }), /l2:1 is given twice/)
  })
})

suite('tuned methods', (test) => {
  const candidates = (options: Parameters<typeof chosen>[0]) =>
    chosen(options).methods.map((method) =>
      isTunable(method) ? method.stages.map((stage) => stage.length) : [],
    )

  test('are the default families, each with the same budget but for those with nothing to tune', () => {
    assert.equal(specs({ tune: 12 }), [...TUNED_METHODS])
    assert.equal(candidates({ tune: 12 }), [[], ...TUNED_METHODS.slice(1).map(() => [12])])
    assert.equal(chosen({ tune: 12 }).nested, { innerFolds: 3, criterion: 'loss' })
  })

  test('hold what is written out and go by the name that leaves the rest open', () => {
    const { methods } = chosen({ tune: 4, methods: ['inverted-dropout:keep=0.5+l2', 'l2:1e-3'] })
    assert.equal(
      methods.map(({ spec }) => spec),
      ['inverted-dropout:keep=0.5+l2', 'l2:1e-3'],
    )
    assert.equal(methods.map(isTunable), [true, false])
  })

  test('try listed values instead of the documented range', () => {
    assert.equal(candidates({ tune: 12, methods: ['l2'], list: ['l2=1,2,3'] }), [[3]])
  })

  test('have the recipe as one more row, beside fixed ones too', () => {
    const { methods, nested } = chosen({ methods: ['none'], recipe: true, innerFolds: 4, by: 'score' })
    assert.equal(
      methods.map(({ spec }) => spec),
      ['none', 'recipe'],
    )
    assert.equal(nested, { innerFolds: 4, criterion: 'score' })
  })

  test('are what --inner-folds and --by need', () => {
    assert.throws(() => specs({ innerFolds: 4 }), /--inner-folds is about tuning; give --tune N or --recipe/)
    assert.throws(() => specs({ by: 'score' }), /--by is about tuning/)
  })
})
