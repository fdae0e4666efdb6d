/** What every table of settings promises, whoever adds an entry. */
import { analysis } from '../../src/settings/analysis.ts'
import { data, newRows, severalData } from '../../src/settings/data.ts'
import { evaluation } from '../../src/settings/evaluation.ts'
import { methods, search, tuning } from '../../src/settings/methods.ts'
import { network } from '../../src/settings/network.ts'
import { output } from '../../src/settings/output.ts'
import { fromJson, fromOptions, givenFlags, optionName, withDefaults } from '../../src/settings/read.ts'
import { running } from '../../src/settings/running.ts'
import { absentOf, defaultsOf, flagOf, type Settings } from '../../src/settings/setting.ts'
import { commonEpochs, epochsOf, training } from '../../src/settings/training.ts'
import { identityOf, inOrder, phraseOf, wordsOf } from '../../src/settings/write.ts'
import { assert, suite } from '../harness.ts'

const tables: Record<string, Settings> = {
  data: data.settings,
  severalData: severalData.settings,
  newRows: newRows.settings,
  evaluation: evaluation.settings,
  network: network.settings,
  training: training.settings,
  methods: methods.settings,
  tuning: tuning.settings,
  search: search.settings,
  analysis: analysis.settings,
  output: output.settings,
  running: running.settings,
}

suite('settings: every table', (test) => {
  for (const [name, settings] of Object.entries(tables)) {
    test(`${name}: entries are sound`, () => {
      for (const [key, setting] of Object.entries(settings)) {
        const { kind, summary, placeholder, default: preset, absent } = setting
        if (preset !== undefined) assert.ok(kind.admits(preset), `${key}: its default is not of its kind`)
        if (absent !== undefined) assert.ok(kind.admits(absent), `${key}: absence is not of its kind`)
        assert.not.match(summary, /^of |[^.]\.$/, `${key}: ${summary}`)
        assert.is(placeholder === undefined, kind.form === 'toggle', `${key}: a value has a placeholder`)
      }
    })

    test(`${name}: defaults are what nothing given means, and leave no words`, () => {
      const defaults = defaultsOf(settings)
      assert.equal(fromOptions(settings, {}), defaults)
      const derived = Object.entries(settings).flatMap(([key, setting]) =>
        setting.derived === undefined || setting.silent ? [] : [`--${flagOf(key, setting)}`],
      )
      // A line to run again says them, so that it holds under other defaults of those that they follow from.
      assert.equal(
        wordsOf(settings, defaults).filter((word) => word.startsWith('--')),
        derived,
      )
      assert.equal(givenFlags(settings, defaults), [])
    })

    test(`${name}: words are read back as the values they were written from`, () => {
      for (const [key, setting] of Object.entries(settings)) {
        const value = otherThan(setting)
        if (value === undefined) continue
        const words = wordsOf(settings, { [key]: value })
        const flag = `--${flagOf(key, setting)}`
        if (setting.kind.form === 'toggle') {
          assert.equal(words, [flag])
          continue
        }
        const read = words
          .filter((_, i) => i % 2 === 1)
          .reduce<unknown>((before, word) => setting.kind.parse(word, before), undefined)
        assert.ok(
          words.every((word, i) => i % 2 === 1 || word === flag),
          words.join(' '),
        )
        const { [key]: found, ...others } = fromOptions(settings, {
          [optionName(flagOf(key, setting))]: read,
        })
        assert.equal(found, value)
        // What follows from others may have followed.
        for (const [other, preset] of Object.entries(defaultsOf(settings))) {
          if (other !== key && settings[other]!.derived === undefined)
            assert.equal(others[other], preset, other)
        }
      }
    })
  }

  test('a learning rate follows its optimizer unless it is given', () => {
    assert.is(fromOptions(training.settings, {}).learningRate, 0.005)
    assert.is(fromOptions(training.settings, { optimizer: 'sgd' }).learningRate, 0.02)
    assert.is(fromOptions(training.settings, { optimizer: 'sgd', learningRate: 1 }).learningRate, 1)
    assert.is(withDefaults(training.settings, { optimizer: 'sgd' }).learningRate, 0.02)
    assert.equal(wordsOf(training.settings, withDefaults(training.settings, { optimizer: 'sgd' })), [
      '--learning-rate',
      '0.02',
      '--optimizer',
      'sgd',
    ])
    assert.equal(givenFlags(training.settings, withDefaults(training.settings, { optimizer: 'sgd' })), [
      '--optimizer',
    ])
  })

  test('epochs that nobody named are 40, or as many more as make 2000 steps', () => {
    const given = defaultsOf(training.settings)
    // 120 rows are four minibatches of 32, 1600 rows fifty, 60,000 rows 1875.
    assert.equal(
      [1, 120, 1600, 60000].map((rows) => epochsOf(given, rows)),
      [2000, 500, 40, 40],
    )
    assert.is(epochsOf({ ...given, epochs: 3 }, 120), 3)
    assert.is(commonEpochs(given, [{ train: { length: 320 } }, { train: { length: 310 } }]), 200)
    assert.is(
      phraseOf(training.settings, given),
      'at least 40 epochs and 2000 steps, batch 32, Adam, rate 0.005 (cosine)',
    )
  })

  test('values go through JSON, and what an older file lacks has the value that its absence meant', () => {
    const refuse = (name: string, expected: string) => new Error(`${name} must be ${expected}`)
    const values = { ...defaultsOf(training.settings), epochs: 7 }
    const json = JSON.parse(JSON.stringify(inOrder(training.settings, values)))
    assert.equal(fromJson(training.settings, json, refuse), values)
    assert.equal(fromJson(training.settings, {}, refuse), absentOf(training.settings))
    assert.throws(
      () => fromJson(training.settings, { epochs: 0 }, refuse),
      /epochs must be a whole number at least 1/,
    )
    assert.throws(() => fromJson(training.settings, { epoch: 1 }, refuse), /epoch must be absent/)
  })

  test('an identity leaves out what is as it was before the setting was there', () => {
    const settings = {
      old: { kind: training.settings.epochs.kind, placeholder: 'N', default: 4, summary: 'old' },
      later: {
        kind: training.settings.epochs.kind,
        placeholder: 'N',
        default: 2,
        absent: 1,
        summary: 'later',
      },
    } as const
    assert.equal(identityOf(settings, { old: 4, later: 1 }), { old: 4 })
    assert.equal(identityOf(settings, { old: 4, later: 2 }), { old: 4, later: 2 })
  })

  test('a phrase describes network and training in one line', () => {
    assert.is(
      [
        phraseOf(network.settings, { ...defaultsOf(network.settings), hidden: [128, 64] }),
        phraseOf(training.settings, {
          ...absentOf(training.settings),
          epochs: 1,
          batchSize: 32,
          learningRate: 0.02,
          optimizer: 'momentum',
          momentum: 0.9,
          schedule: 'cosine',
        }),
      ].join(', '),
      '128-64 relu (he), 1 epoch, batch 32, SGD momentum 0.9, rate 0.02 (cosine)',
    )
    assert.is(phraseOf(network.settings, { hidden: [], activation: 'relu', init: 'he' }), 'linear (he)')
  })
})

/** A value of the setting's kind that is not its default. */
function otherThan({ kind, default: preset }: Settings[string]): unknown {
  const differs = (value: unknown) => value !== undefined && JSON.stringify(value) !== JSON.stringify(preset)
  const words = [...(kind.choices ?? []), '3', '0.25', '12', 'mc:5', '2/3', '4G', 'word']
  if (kind.form === 'toggle') return preset !== true
  return words.map((word) => kind.parse(word)).find(differs)
}
