import type { Build } from '../../src/core/load.ts'
import { type Check, close, holds, same } from '../../src/selftest/check.ts'
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
