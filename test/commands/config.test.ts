import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { readConfig } from '../../src/commands/config.ts'
import { declare, keyOf, settableOptions } from '../../src/commands/declare.ts'
import { type CommandEntry, commands } from '../../src/commands/index.ts'
import { template } from '../../src/commands/init.ts'
import { folder } from '../cli/run.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

async function wholeProgram(): Promise<Command> {
  const program = new Command('regbench').exitOverride().configureOutput({ writeErr() {} })
  for (const [name, { load }] of Object.entries<CommandEntry>(commands)) {
    const command = program
      .command(name)
      .exitOverride()
      .action(() => {})
    declare(command, await load())
  }
  return program
}

/** The options of a command line whose file holds `text`, and its operands. */
async function parsed(text: string, command: string, ...words: string[]) {
  const path = join(folder(), 'experiment.yaml')
  writeFileSync(path, text)
  const argv = [command, ...words, '--config', path]
  const config = await readConfig(argv, wholeProgram)
  const program = await wholeProgram()
  config!.apply(program)
  await program.parseAsync([...argv, ...config!.data], { from: 'user' })
  const target = program.commands.find((candidate) => candidate.name() === command)!
  return { options: target.opts(), operands: target.args }
}

const refusal = async (text: string, sentence: string) => {
  const path = join(folder(), 'e.yaml')
  writeFileSync(path, text)
  await refused(
    async () => {
      const config = await readConfig(['compare', 'iris', '--config', path], wholeProgram)
      config?.apply(await wholeProgram())
    },
    2,
    `${path}:${sentence}`,
  )
}

suite('commands/config', (test) => {
  test('sets options of every kind as the command line would', async () => {
    const text = `# a comment
data: [iris, wine]
method:
  - none
  - l2:1e-3
epochs: 3
learning-rate: 1e-2
hidden: [8, 4]
header: false
no-progress: true
quiet: true
task: classification
ignore: "!a,b"
null-value: -999
`
    const { options, operands } = await parsed(text, 'compare')
    assert.equal(operands, ['iris', 'wine'])
    const { method, epochs, learningRate, hidden, header, progress, quiet, task, ignore, nullValue } = options
    assert.equal(
      { method, epochs, learningRate, hidden, header, progress, quiet, task, ignore, nullValue },
      {
        method: ['none', 'l2:1e-3'],
        epochs: 3,
        learningRate: 0.01,
        hidden: [8, 4],
        header: false,
        progress: false,
        quiet: true,
        task: 'classification',
        ignore: ['!a,b'],
        nullValue: ['-999'],
      },
    )
    const same = await parsed(
      '{}',
      'compare',
      'iris',
      'wine',
      ...'--method none --method l2:1e-3 --epochs 3 --learning-rate 1e-2 --hidden 8,4 --no-header'.split(' '),
      ...'--no-progress --quiet --task classification --ignore !a,b --null-value -999'.split(' '),
    )
    assert.equal({ ...options, config: '' }, { ...same.options, config: '' })
  })

  test('what the command line says wins, lists and data among it', async () => {
    const text = 'data: iris\nmethod: [none, l2]\nepochs: 3\nheader: false\nfolds: 4\n'
    const { options, operands } = await parsed(
      text,
      'compare',
      'wine',
      '--method',
      'l1',
      '--method',
      'none',
      '--epochs=9',
    )
    assert.equal(operands, ['wine'])
    assert.equal(options.method, ['l1', 'none'])
    assert.is(options.epochs, 9)
    assert.is(options.folds, 4)
    assert.is(options.header, false)
  })

  test('one file serves several commands: each takes the options it has, required ones among them', async () => {
    const text = 'data: iris\nmethod: l2\nsave: model.onnx\nbaseline: none\nepochs: 7\n'
    const train = await parsed(text, 'train')
    assert.is(train.options.method, 'l2')
    assert.equal(train.options.save, ['model.onnx'])
    assert.is('baseline' in train.options, false)
    assert.is((await parsed(text, 'compare')).options.epochs, 7)
  })

  test('an empty file changes nothing', async () => {
    assert.is((await parsed('', 'compare', 'iris')).options.batchSize, 32)
    assert.is(await readConfig(['compare', 'iris'], wholeProgram), undefined)
    assert.is(await readConfig(['methods', '--config', 'x'], wholeProgram), undefined)
  })

  test('errors name file and line', async () => {
    const cases: Record<string, string> = {
      'folds: 3\nepoch: 3': '2: unknown key "epoch"; did you mean "epochs"?',
      'zzzzzzzz: 3': '1: unknown key "zzzzzzzz"; keys are the long names of options',
      'config: x': '1: unknown key "config"; keys are the long names of options',
      '\nepochs: many': '2: epochs: "many": it must be a whole number at least 1',
      'optimizer: adamm': '1: optimizer: "adamm": allowed choices are sgd, momentum, nesterov, adam',
      'epochs: [1, 2]': '1: epochs: it takes one value, not a list',
      'method:\n  - l2:\n      x: 1': '1: method: it must be a value or a list of values',
      'epochs:': '1: epochs: it has no value',
      'quiet: perhaps': '1: quiet: it must be true or false',
      'epochs: 1\nepochs: 2': '2: Map keys must be unique',
      '- epochs': '1: expected lines like "epochs: 40", an option without its dashes and its value',
    }
    for (const [text, sentence] of Object.entries(cases)) await refusal(text, sentence)
    await refused(
      () => readConfig(['compare', '--config', 'none.yaml'], wholeProgram),
      2,
      '--config none.yaml: there is no such file',
    )
  })
})

suite('commands/init', (test) => {
  test('a comment that is a default changes nothing when it comes to life', async () => {
    const program = await wholeProgram()
    const compare = program.commands.find((command) => command.name() === 'compare')!
    const text = template('e.yaml', 'iris', settableOptions(compare))
    const alive = text.replace(/^# ([a-z][\w-]*: (?!<).*)$/gm, '$1')
    assert.ok(alive.split('\n').filter((line) => /^[a-z]/.test(line)).length > 20)
    const { options, operands } = await parsed(alive, 'compare')
    assert.equal(operands, ['iris'])
    const plain = (await parsed('{}', 'compare', 'iris')).options
    // Flags that are off need no value; written out they have one.
    const isSet = ([, value]: [string, unknown]) => value !== undefined && value !== false
    const told = (values: object) =>
      Object.fromEntries(Object.entries({ ...values, config: '', method: [] }).filter(isSet))
    assert.equal(told(options), told(plain))
  })

  test('names every option of compare', async () => {
    const program = await wholeProgram()
    const compare = program.commands.find((command) => command.name() === 'compare')!
    const text = template('e.yaml', 'iris', settableOptions(compare))
    for (const option of settableOptions(compare)) {
      assert.match(text, new RegExp(`^(?:# )?${keyOf(option)}:`, 'm'), option.flags)
    }
  })

  test('every option knows the form of its value', async () => {
    const program = await wholeProgram()
    const compare = program.commands.find((command) => command.name() === 'compare')!
    const kinds = Object.fromEntries(
      settableOptions(compare).map((option) => [keyOf(option), option.setting.kind.form]),
    )
    const { epochs, header, quiet, missing, method, hidden, delimiter, test: file } = kinds
    assert.equal(
      [epochs, header, quiet, missing, method, hidden, delimiter, file],
      ['number', 'toggle', 'toggle', 'choice', 'repeatable', 'list', 'text', 'text'],
    )
  })
})
