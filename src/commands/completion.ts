/** `regbench completion`: a script that makes a shell complete commands, options and their values. */
import { bundled } from '../data/index.ts'
import { mnistNames } from '../data/read/mnist.ts'
import { regularizerNames } from '../regularizers/index.ts'
import { defineCommand } from './command.ts'
import { settingsOptions } from './declare.ts'
import { completions, SHELLS, type Shell } from './shells.ts'

const datasets = [...Object.keys(bundled), ...mnistNames]

/** What may follow a command beside options and files. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  methods: regularizerNames,
  datasets: ['list', 'export', ...datasets],
  cache: ['list', 'clear'],
  completion: SHELLS,
}

export const completionCommand = defineCommand({
  examples: [
    ['source <(regbench completion bash)', 'in ~/.bashrc'],
    ['regbench completion zsh > "$fpath[1]/_regbench"', 'for zsh, once'],
    ['regbench completion fish > ~/.config/fish/completions/regbench.fish', 'for fish, once'],
  ],

  operands: [['<shell>', 'whose script to print', SHELLS]],
  groups: {},

  async run([shell], _, wholeProgram) {
    const { print } = await import('./terminal.ts')
    const program = await wholeProgram()
    const commands = program.commands.map((command) => ({
      name: command.name(),
      summary: command.summary(),
      options: settingsOptions(command).filter(({ hidden }) => !hidden),
      words: [
        ...(WORDS[command.name()] ?? []),
        ...(command.registeredArguments.some((argument) => argument.name() === 'data') ? datasets : []),
      ],
    }))
    await print(completions[shell as Shell](commands, regularizerNames))
    return 0
  },
})
