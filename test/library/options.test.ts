import type { AnyCommand } from '../../src/commands/command.ts'
import { compareCommand } from '../../src/commands/compare.ts'
import { predictCommand } from '../../src/commands/predict.ts'
import { trainCommand } from '../../src/commands/train.ts'
import { tuneCommand } from '../../src/commands/tune.ts'
import { checkOptions, fittingOf, OPTIONS } from '../../src/library/options.ts'
import type { Groups } from '../../src/settings/read.ts'
import type { Settings } from '../../src/settings/setting.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

/** Every setting of a command, by the name that it has in a program. */
const settingsOf = ({ groups }: AnyCommand): Settings =>
  Object.assign({}, ...Object.values(groups as Groups).map(({ settings }) => settings))

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
      'predict: there is no option "folds"; it takes keep, delimiter, encoding, decimal, thousands, header, skipLines, comment, rename, nullValues, missing, build, average',
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
      [{ methods: 'none' }, 'compare: methods must be a list of texts, got "none"'],
      [{ testFraction: 1 }, 'compare: testFraction must be a number above 0 and below 1, got 1'],
    ]
    for (const [options, sentence] of wrong)
      await refused(() => checkOptions('compare', options), 2, sentence)
    await refused(
      () => checkOptions('train', { hidden: [8, 0] }),
      2,
      'train: hidden must be widths such as 128,64, or none for a linear model, got [8,0]',
    )
  })

  test('undefined is as good as absent', () => {
    checkOptions('train', { batchSize: undefined, method: 'none' })
    assert.is(fittingOf({ batchSize: undefined as never }, []).training.batchSize, 32)
  })

  test('every option is one of the command that does the same, with its default', () => {
    const commands = {
      compare: compareCommand,
      learningCurve: compareCommand,
      tune: tuneCommand,
      train: trainCommand,
      predict: predictCommand,
    }
    const own = ['signal', 'onProgress', 'onEpoch']
    // One of several methods on the command line is one method here, and the average is spelled as a word.
    const otherwise: Record<string, string[]> = {
      tune: ['method'],
      train: ['average'],
      compare: ['average'],
      learningCurve: ['average'],
      predict: ['average'],
    }
    for (const [name, definition] of Object.entries(commands)) {
      const known = settingsOf(definition)
      const options: Settings = OPTIONS[name as keyof typeof commands]
      for (const [option, setting] of Object.entries(options)) {
        if (own.includes(option) || otherwise[name].includes(option)) continue
        assert.ok(option in known, `${name}: ${option}`)
        assert.equal(setting.default, known[option].default, `${name}: ${option}`)
      }
    }
  })
})
