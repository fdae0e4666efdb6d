/** `regbench selftest`: proves the numerics on this machine. */
import { running } from '../settings/running.ts'
import { change, pick } from '../settings/setting.ts'
import { EXIT } from '../util/errors.ts'
import { defineCommand } from './command.ts'
import { notedListing } from './output.ts'

export const selftestCommand = defineCommand({
  examples: [
    ['regbench selftest', 'one line a check; exit code 4 when one fails'],
    ['regbench selftest --build relaxed --quiet', 'the other build; only failures and the verdict'],
  ],

  operands: [],
  groups: {
    output: change(notedListing, { quiet: { summary: 'only failed checks and the verdict' } }),
    running: change(pick(running, 'build'), { build: { summary: 'build of the core to test' } }),
  },

  async run(_, { output, running }) {
    const { runSelftest } = await import('../selftest/index.ts')
    const { selftestDocument } = await import('../report/selftest.ts')
    const { printReport } = await import('./printReport.ts')
    const report = await runSelftest(running.build)
    await printReport(selftestDocument(report, output.quiet), output)
    return report.passed ? EXIT.done : EXIT.gate
  },
})
