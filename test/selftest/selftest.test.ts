import type { Build } from '../../src/core/load.ts'
import { dropoutHooks } from '../../src/regularizers/dropout.ts'
import { invertedDropout } from '../../src/regularizers/inverted-dropout.ts'
import type { Regularizer } from '../../src/regularizers/regularizer.ts'
import { vanillaDropout } from '../../src/regularizers/vanilla-dropout.ts'
import { renderSelftest } from '../../src/report/selftest.ts'
import { type Check, close, holds, same } from '../../src/selftest/check.ts'
import { type DropoutKinds, expectations } from '../../src/selftest/expectation.ts'
import { checks, runCheck, runSelftest } from '../../src/selftest/index.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'

suite('selftest', (test) => {
  for (const build of ['strict', 'relaxed', 'debug'] as const satisfies readonly Build[]) {
    test(`passes on the ${build} build`, async () => {
      const report = await runSelftest(build)
      const failures = report.checks.filter(({ passed }) => !passed)
      assert.equal(failures, [])
      assert.ok(report.passed)
      assert.equal(
        report.checks.map(({ name }) => name),
        Object.keys(checks),
      )
      assert.is(report.build, build)
      assert.is(report.relaxed, build === 'relaxed')
    })
  }

  test('a check fails when a comparison does, when it throws, and when it compares nothing', async () => {
    const rig = await Rig.open('strict')
    const run = (check: Check['run']) => runCheck('made up', { title: 'made up', run: check }, rig)
    const good = await run(() => [close('a', 1, 1.1, 0.2), same('b', 'x', 'x'), holds('c', true, 1, 'one')])
    assert.ok(good.passed)
    assert.is(good.comparisons, 3)
    assert.ok(Math.abs(good.closest - 0.5) < 1e-9)

    const bad = await run(() => [close('a', 1, 2, 0.5), close('b', Number.NaN, 0, 1), same('c', 0, -0)])
    assert.not(bad.passed)
    assert.is(bad.failed, 3)
    assert.is(bad.failure?.what, 'a')

    const thrown = await run(() => {
      throw new RangeError('no such luck')
    })
    assert.not(thrown.passed)
    assert.is(thrown.failure?.got, 'RangeError: no such luck')
    assert.not((await run(() => [])).passed)
  })

  test('one failed check fails the report', async () => {
    const failing: Check = { title: 'two is three', run: () => [same('two', 2, 3)] }
    const report = await runSelftest('strict', { generator: checks.generator, failing })
    assert.not(report.passed)
    assert.equal(
      report.checks.map(({ passed }) => passed),
      [true, false],
    )
  })
})

type Factor = (keep: number) => number

/** Dropout of either kind with scalings of our own. */
const withScaling = (training: Factor, prediction: Factor): Regularizer =>
  ({
    ...invertedDropout,
    create: (args: Parameters<typeof dropoutHooks>[0], context: Parameters<typeof dropoutHooks>[1]) =>
      dropoutHooks(args, context, training, prediction),
  }) as unknown as Regularizer

/** Keep probabilities at which the expectation check objects. */
async function objections(kinds: DropoutKinds): Promise<string[]> {
  const failed = [...expectations(await Rig.open('strict'), kinds)].filter(({ met }) => !met)
  return [...new Set(failed.map(({ what }) => /0\.\d/.exec(what)![0]))]
}

suite('selftest: the expectation check sees wrong scaling', (test) => {
  test('of vanilla dropout, by drop instead of keep in prediction: at 0.2 and 0.8, and 0.5 hides it', async () => {
    const wrong = withScaling(
      () => 1,
      (keep) => 1 - keep,
    )
    assert.equal(await objections({ 'vanilla-dropout': wrong }), ['0.2', '0.8'])
  })

  test('of inverted dropout, by 1 / drop instead of 1 / keep in training: the same', async () => {
    const wrong = withScaling(
      (keep) => 1 / (1 - keep),
      () => 1,
    )
    assert.equal(await objections({ 'inverted-dropout': wrong }), ['0.2', '0.8'])
  })

  test('of dropout that scales nowhere, or twice: at every keep', async () => {
    const [nowhere, twice] = [
      withScaling(
        () => 1,
        () => 1,
      ),
      withScaling(
        (keep) => 1 / keep,
        (keep) => keep,
      ),
    ]
    assert.equal(await objections({ 'inverted-dropout': nowhere }), ['0.2', '0.5', '0.8'])
    assert.equal(await objections({ 'vanilla-dropout': twice }), ['0.2', '0.5', '0.8'])
  })

  test('and at every site', async () => {
    const wrong = withScaling(
      () => 1,
      (keep) => 1 - keep,
    )
    const failed = [...expectations(await Rig.open('strict'), { 'vanilla-dropout': wrong })].filter(
      ({ met }) => !met,
    )
    const sites = new Set(failed.map(({ what }) => /site \d|logit/.exec(what)![0]))
    assert.equal([...sites], ['site 0', 'site 1', 'site 2', 'logit'])
  })

  test('of one dropout under the name of the other, of right scaling never', async () => {
    const vanilla = vanillaDropout as unknown as Regularizer
    assert.equal(await objections({ 'inverted-dropout': vanilla, 'vanilla-dropout': vanilla }), [])
  })
})

suite('selftest: report', (test) => {
  const style = { color: false, width: 100, quiet: false }
  const failing: Check = {
    title: 'two is three',
    run: () => [same('one', 1, 1), close('two', 2, 3, 0.25), same('four', 4, 5)],
  }
  const registry = { generator: checks.generator, failing }

  test('names machine, every check and what failed; lines fit', async () => {
    const report = await runSelftest('strict', registry)
    const text = renderSelftest(report, 'table', style)
    const lines = text.split('\n')
    assert.match(lines[0], `strict build (the same bits on every machine), Node ${process.versions.node}`)
    assert.match(lines[0], report.cpu)
    assert.match(lines[2], /^ok {6}random numbers: .* \(5 compared, exact\)$/)
    assert.is(lines[3], 'FAILED  two is three')
    assert.is(lines[4], '        two: expected 3 ± 0.25, got 2 (the first of 2 failures in 3 comparisons)')
    assert.match(lines[6], /^1 of 2 checks FAILED in \d+\.\d s/)
    assert.ok(text.endsWith('\n'))
  })

  test('quietly, only failures and the verdict', async () => {
    const quiet = { ...style, quiet: true }
    const lines = renderSelftest(await runSelftest('strict', registry), 'table', quiet).split('\n')
    assert.is(lines[0], 'FAILED  two is three')
    const well = await runSelftest('strict', { generator: checks.generator })
    assert.match(renderSelftest(well, 'table', quiet), /^all 1 check passed in .*\n$/)
  })

  test('as CSV, JSON and Markdown', async () => {
    const report = await runSelftest('strict', registry)
    const csv = renderSelftest(report, 'csv', style).split('\n')
    assert.match(csv[0], /^check,status,comparisons,failed,seconds,what,expected,got,tolerance,title$/)
    assert.match(csv[2], /^failing,failed,3,2,[\d.e-]+,two,3,2,0\.25,two is three$/)
    assert.equal(JSON.parse(renderSelftest(report, 'json', style)), JSON.parse(JSON.stringify(report)))
    assert.match(renderSelftest(report, 'markdown', style), '| failing | failed |')
  })

  test('every title and its figures fit 100 columns', async () => {
    const text = renderSelftest(await runSelftest('strict'), 'table', style)
    for (const line of text.split('\n').slice(2)) assert.ok(line.length <= 100, `${line.length}: ${line}`)
  })
})
