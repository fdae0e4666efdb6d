/** `regbench selftest`: proves the numerics on this machine. */
import { Option } from 'commander'
import { EXIT } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import { addListingOptions, buildOption, formatOption } from './options.ts'

export const selftestCommand: CommandDefinition = {
  examples: [
    ['regbench selftest', 'one line a check; exit code 4 when one fails'],
    ['regbench selftest --build relaxed --quiet', 'the other build; only failures and the verdict'],
  ],

  configure(command) {
    addListingOptions(command)
    command
      .addOption(new Option('--quiet', 'only failed checks and the verdict').helpGroup('Output:'))
      .addOption(
        new Option('--build <name>', 'of the core, the one to test')
          .choices(['strict', 'relaxed'])
          .default('strict')
          .helpGroup('Running:'),
      )
  },

  async run(_, raw) {
    const { runSelftest } = await import('../selftest/index.ts')
    const { renderSelftest } = await import('../report/selftest.ts')
    const { outputStyle, print } = await import('./terminal.ts')
    const report = await runSelftest(buildOption(raw))
    const style = { ...outputStyle(raw), quiet: raw.quiet === true }
    await print(renderSelftest(report, formatOption(raw), style))
    return report.passed ? EXIT.done : EXIT.gate
  },
}
