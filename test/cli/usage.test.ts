import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { declare } from '../../src/commands/declare.ts'
import { type CommandEntry, commands } from '../../src/commands/index.ts'
import { assert, suite } from '../harness.ts'
import { assertRefused, regbench } from './run.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

suite('cli: help', (test) => {
  test('without arguments, short help with examples goes to standard error, with code 2', async () => {
    const { code, stdout, stderr } = await regbench([])
    assert.is(stdout, '')
    assert.match(stderr, /^Usage: regbench /)
    for (const name of Object.keys(commands)) assert.match(stderr, new RegExp(`^  ${name}\\b`, 'm'))
    assert.match(stderr, '\nExamples:\n')
    assert.is(code, 2)
  })

  for (const name of Object.keys(commands)) {
    test(`${name} --help says how to use it, on standard output`, async () => {
      const { code, stdout, stderr } = await regbench([name, '--help'])
      assert.match(stdout, new RegExp(`^Usage: regbench ${name}\\b`))
      // What stands below the options is there once each, in this order.
      assert.equal(stdout.match(/^(?:Examples|Exit codes|More):$/gm), ['Examples:', 'Exit codes:', 'More:'])
      const [, examples] = /\nExamples:\n(.*?)\n\n/s.exec(stdout)!
      assert.ok(examples.split('\n').filter((line) => line.startsWith('  # ')).length >= 2, 'two examples')
      assert.match(stdout, /\n {2}130 +interrupted/)
      // Where there is more is there.
      const [, more] = /\nMore:\n(.*)$/s.exec(stdout)!
      const documents = more.match(/[\w/]+\.md/g) ?? []
      assert.ok(documents.length > 0)
      for (const path of documents) assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path)
      assert.is(stderr, '')
      assert.is(code, 0)
    })
  }

  test('every argument and option says what it is', async () => {
    for (const [name, { load }] of Object.entries<CommandEntry>(commands)) {
      const command = new Command(name)
      declare(command, await load())
      const visible = command.options.filter(({ hidden }) => !hidden)
      for (const { description } of [...visible, ...command.registeredArguments]) {
        assert.match(description, /\w/, name)
      }
      // A long list is read by its headings.
      const alone = visible.filter(({ helpGroupHeading }) => helpGroupHeading === undefined)
      if (visible.length > 10)
        assert.equal(
          alone.map(({ long }) => `${name} ${long}`),
          [],
        )
    }
  })

  test('exit code 4 is told of where it can come', async () => {
    const texts = await Promise.all(
      ['compare', 'selftest', 'describe'].map(async (name) => (await regbench([name, '--help'])).stdout),
    )
    assert.equal(
      texts.map((text) => /\n {2}4 +\S/.test(text)),
      [true, true, false],
    )
  })

  test('-h shows the common options, and says how many there are', async () => {
    const { code, stdout, stderr } = await regbench(['compare', '-h'])
    const shown = stdout.match(/^ +(?:-\w, )?--[a-z-]+/gm) ?? []
    assert.ok(shown.length >= 10 && shown.length <= 16, `${shown.length} options`)
    const [, all] = /--help shows all (\d+) options/.exec(stdout) ?? []
    assert.ok(Number(all) > shown.length)
    assert.is(stderr, '')
    assert.is(code, 0)
  })

  test('--help lists every command', async () => {
    const { code, stdout, stderr } = await regbench(['--help'])
    for (const name of Object.keys(commands)) assert.match(stdout, new RegExp(`^  ${name}\\b`, 'm'))
    assert.is(stderr, '')
    assert.is(code, 0)
  })

  test('--version prints the version of the package and nothing else', async () => {
    const { code, stdout, stderr } = await regbench(['--version'])
    assert.is(stdout, `${version}\n`)
    assert.is(stderr, '')
    assert.is(code, 0)
  })
})

/** Command line to sentence; all are code 2 and run nothing. */
const wrong: Record<string, string> = {
  'comapre iris': "unknown command 'comapre'; did you mean compare?",
  'help compar': "unknown command 'compar'; did you mean compare?",
  'compare iris --lr 0.1': "unknown option '--lr'; did you mean --learning-rate?",
  'compare iris --cv 3': "unknown option '--cv'; did you mean --folds?",
  'compare iris -m ridge': 'unknown method "ridge"; did you mean "l2"?',
  'compare iris -m none,l2':
    'method "none,l2": give each method an option of its own, --method none --method l2; "+" joins terms to one method',
  frobnicate: "unknown command 'frobnicate'; see regbench --help",
  '--frobnicate': "unknown option '--frobnicate'; see regbench --help",
  'compare iris --epoch 3': "unknown option '--epoch'; did you mean --epochs?",
  'compare iris --frobnicate': "unknown option '--frobnicate'; see regbench compare --help",
  compare: "missing required argument 'data'; see regbench compare --help",
  'compare iris --seed': "option '--seed <N>' argument missing; see regbench compare --help",
  'compare iris --format tabel':
    '--format "tabel": allowed choices are table, csv, json, markdown, org, latex',
  'compare iris --epochs 0': '--epochs "0": it must be a whole number at least 1',
  'compare iris --folds 1': '--folds "1": it must be a whole number at least 2',
  'compare iris --learning-rate fast': '--learning-rate "fast": it must be a number above 0',
  'compare iris --test-fraction 1': '--test-fraction "1": it must be a number above 0 and below 1',
  'compare iris --hidden 8,x': '--hidden "8,x": it must be widths such as 128,64, or none for a linear model',
  'compare iris --delimiter ab':
    '--delimiter must be one character (or "tab"), neither a quote nor a line end, got "ab"',
  'compare iris --test-fraction 0.2 --fold-column species':
    '--test-fraction and --fold-column exclude each other: each says which rows are tested',
  'compare iris --resume': '--resume and --force need --export-trials FILE',
  'compare iris --time sepal_length --inference resampled':
    '--inference resampled has no valid test where training parts grow with --time; leave it out, and blocks of rows are compared',
  'methods l3': 'unknown method "l3"; did you mean "l2"?',
  'datasets export win': 'no bundled dataset is called "win"; did you mean "wine"?',
  'datasets exprot': 'datasets exprot: write "datasets list" or "datasets export NAME"',
}

suite('cli: wrong usage', (test) => {
  for (const [line, sentence] of Object.entries(wrong)) {
    test(`regbench ${line}`, async () => {
      assertRefused(await regbench(line.split(' ')), 2, sentence)
    })
  }
})
