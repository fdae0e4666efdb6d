import { Command } from 'commander'
import type { CommandDefinition } from '../../src/commands/command.ts'
import { compareCommand } from '../../src/commands/compare.ts'
import { predictCommand } from '../../src/commands/predict.ts'
import { trainCommand } from '../../src/commands/train.ts'
import { tuneCommand } from '../../src/commands/tune.ts'
import { checkOptions, DEFAULTS, fittingOf, OPTIONS, type OptionName } from '../../src/library/options.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

/** The command line's defaults, by the name that an option has in a program. */
function defaultsOf({ configure }: CommandDefinition): Record<string, unknown> {
  const command = new Command()
  configure(command)
  return command.opts()
}

/** Names that a program has otherwise. */
const RENAMED: Partial<Record<OptionName, string>> = { nullValues: 'nullValue', methods: 'method' }

suite('library/options', (test) => {
  test('an option that is not there gets a suggestion', async () => {
    await refused(
      () => checkOptions('compare', { epoch: 3 }),
      2,
      'compare: there is no option "epoch"; did you mean epochs?',
    )
    await refused(
      () => checkOptions('predict', { folds: 3 }),
      2,
      'predict: there is no option "folds"; it takes keep, delimiter, encoding, decimal, thousands, header, nullValues, missing, build, average',
    )
  })

  test('a value out of range or of another type is refused', async () => {
    const wrong: [object, string][] = [
      [{ epochs: 0 }, 'compare: epochs must be a whole number at least 1, got 0'],
      [{ epochs: '3' }, 'compare: epochs must be a whole number at least 1, got "3"'],
      [{ learningRate: Number.NaN }, 'compare: learningRate must be a number above 0, got null'],
      [
        { activation: 'gelu' },
        'compare: activation must be relu or leaky-relu or tanh or sigmoid, got "gelu"',
      ],
      [{ methods: 'none' }, 'compare: methods must be a list, got "none"'],
      [{ testFraction: 1 }, 'compare: testFraction must be a number above 0 and below 1, got 1'],
    ]
    for (const [options, sentence] of wrong)
      await refused(() => checkOptions('compare', options), 2, sentence)
    await refused(
      () => fittingOf({ hidden: [8, 0] }),
      2,
      'hidden must be widths of layers such as [128, 64], got [8,0]',
    )
  })

  test('undefined is as good as absent', () => {
    checkOptions('train', { epochs: undefined, method: 'none' })
    assert.is(fittingOf({ epochs: undefined as never }).training.epochs, 40)
  })

  test('defaults are those of the command line', () => {
    const command = defaultsOf(compareCommand)
    const { network, training, ...rest } = fittingOf({})
    // How many run at a time depends on the machine.
    const { jobs: _, ...defaults } = DEFAULTS
    const ours = { ...network, ...training, ...rest, ...defaults }
    for (const [name, value] of Object.entries(ours)) assert.equal(command[name], value, name)
  })

  test('every option is one of the command that does the same', () => {
    const commands = {
      compare: compareCommand,
      tune: tuneCommand,
      train: trainCommand,
      predict: predictCommand,
    }
    for (const [name, definition] of Object.entries(commands)) {
      const command = new Command()
      definition.configure(command)
      const known = command.options.map((option) => option.attributeName())
      const own = ['signal', 'onProgress', 'onEpoch']
      for (const option of OPTIONS[name as keyof typeof commands]) {
        if (!own.includes(option)) assert.ok(known.includes(RENAMED[option] ?? option), `${name}: ${option}`)
      }
    }
  })
})
