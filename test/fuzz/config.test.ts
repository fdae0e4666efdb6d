import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { compareCommand } from '../../src/commands/compare.ts'
import { readConfig } from '../../src/commands/config.ts'
import { declare } from '../../src/commands/declare.ts'
import { folder } from '../cli/run.ts'
import { suite } from '../harness.ts'
import { fuzz, mutated, NASTY } from './fuzz.ts'

const YAML = `# a comparison
data: [iris, "wine"]
epochs: 40
hidden: 128,64
method:
  - none
  - l2:1e-3
  - inverted-dropout:keep=0.5
learning-rate: 0.02
scan: &scan
  - l2=1e-6..1e-1:11log
seed: 7
progress: false
`

const TOKENS = [
  ...[
    '&a ',
    '*a',
    '!!js/function "x"',
    '!!binary "x"',
    '<<: *scan',
    '? ',
    '- ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '|\n',
    '>-\n',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '~',
    '\t',
    ': ',
    '#',
    '@',
    '`',
    '1e999',
    '0o17',
    '2001-01-01',
    '__proto__: 1\n',
    'constructor: 1\n',
  ],
  // Each level refers to the one before ten times: a billion laughs.
  `a: &a [x,x]\nb: &b [${'*a,'.repeat(10)}]\nc: &c [${'*b,'.repeat(10)}]\nd: [${'*c,'.repeat(10)}]\n`,
  '['.repeat(2000),
  ...NASTY,
]

async function program(): Promise<Command> {
  const whole = new Command('regbench').exitOverride().configureOutput({ writeErr() {} })
  declare(whole.command('compare').exitOverride(), compareCommand)
  return whole
}

suite('fuzz: YAML', (test) => {
  test('sets options or is refused', async () => {
    const path = join(folder(), 'e.yaml')
    const parsed = await program()
    await fuzz('YAML', mutated([YAML], TOKENS), async (bytes) => {
      writeFileSync(path, bytes)
      try {
        const config = await readConfig(['compare', '--config', path], async () => parsed)
        config?.apply(await program())
      } catch (error) {
        // Its sentence is commander's, which the command line turns into one of ours.
        if (!(error instanceof CommanderError)) throw error
      }
    })
  })
})
