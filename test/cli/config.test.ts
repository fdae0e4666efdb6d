import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '../../src/commands/index.ts'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench } from './run.ts'

suite('cli: --config and init', (test) => {
  test('init writes a file that runs as it is, and writes over nothing', async () => {
    const cwd = folder()
    const written = await regbench(['init', '--data', 'iris'], { cwd })
    assertDone(written)
    assert.is(
      written.stderr,
      'regbench: wrote experiment.yaml; next: regbench compare --config experiment.yaml\n',
    )
    const text = readFileSync(join(cwd, 'experiment.yaml'), 'utf8')
    const words = '--config experiment.yaml --epochs 1 --hidden 4 --folds 2 --repeats 1 --format csv --quiet'
    const ran = await regbench(['compare', ...words.split(' ')], { cwd })
    assertDone(ran)
    // Four methods and two yardsticks, a header and the last line's end.
    assert.is(ran.stdout.split('\n').length, 8)
    assertRefused(
      await regbench(['init'], { cwd }),
      2,
      'experiment.yaml is there already; name another file, or move it away',
    )
    assert.is(readFileSync(join(cwd, 'experiment.yaml'), 'utf8'), text)
  })

  test('a mistake in the file is refused in one sentence', async () => {
    const cwd = folder({ 'e.yaml': 'data: iris\nfolds: one\n' })
    assertRefused(
      await regbench(['compare', '--config', 'e.yaml'], { cwd }),
      2,
      'e.yaml:2: folds: "one": it must be a whole number at least 2',
    )
    assert.not(existsSync(join(cwd, 'trials.csv')))
  })
})

suite('cli: completion', (test) => {
  test('bash offers commands, options, values and data, as it reads the script', async () => {
    const { stdout } = await regbench(['completion', 'bash'])
    const complete = (...words: string[]): string[] => {
      const script = `${stdout}
COMP_WORDS=(regbench "$@"); COMP_CWORD=$#; _regbench; printf '%s\\n' "\${COMPREPLY[@]}"`
      const output = execFileSync('bash', ['-c', script, 'bash', ...words], {
        cwd: folder({ 'di x.csv': '' }),
        encoding: 'utf8',
      })
      return output.split('\n').filter((line) => line !== '')
    }
    assert.equal(complete(''), Object.keys(commands))
    assert.equal(complete('comp'), ['compare', 'completion'])
    assert.equal(complete('compare', '--task', ''), ['auto', 'classification', 'regression'])
    assert.equal(complete('compare', '--learn'), ['--learning-rate'])
    assert.equal(complete('compare', '--epochs', ''), [])
    assert.equal(complete('compare', 'di'), ['digits', 'diabetes', 'di x.csv'])
    assert.ok(complete('methods', '').includes('max-norm'))
  })

  test('zsh and fish get every command and option', async () => {
    for (const shell of ['zsh', 'fish']) {
      const { stdout } = await regbench(['completion', shell])
      for (const name of Object.keys(commands))
        assert.match(stdout, new RegExp(`\\b${name}\\b`), `${shell} ${name}`)
      assert.match(
        stdout,
        shell === 'zsh' ? "'--task[what the target is]:value:(auto" : "-l task -x -a 'auto ",
      )
    }
  })

  test('an unknown shell is refused', async () => {
    const { code, stderr } = await regbench(['completion', 'tcsh'])
    assert.is(code, 2)
    assert.match(stderr, 'bash, zsh, fish')
  })
})

suite('cli: cache', (test) => {
  test('a large file is kept, listed, read again to the same figures, and forgotten', async () => {
    const cells = Array.from({ length: 1000 }, (_, i) => `${10000 + ((i * 7919) % 90000)}`)
    const rows = Array.from(
      { length: 840 },
      (_, i) => `${[i % 10, ...cells.slice(1)].join(',')},${i % 2 === 0 ? 'p' : 'q'}`,
    )
    const header = [...cells.map((_, i) => `f${i}`), 'y'].join(',')
    const cwd = folder({ 'large.csv': `${header}\n${rows.join('\n')}\n` })
    const env = { XDG_CACHE_HOME: join(cwd, 'cache') }
    const compare = () =>
      regbench(
        'compare large.csv --method none --folds 2 --repeats 1 --epochs 1 --hidden 2 --export-json r.json'.split(
          ' ',
        ),
        { cwd, env },
      )
    const list = async () => JSON.parse((await regbench(['cache', '--format', 'json'], { cwd, env })).stdout)
    const hash = () => JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).trials?.[0]?.fingerprint
    assert.equal(await list(), [])
    assertDone(await compare())
    const first = hash()
    const [entry, ...others] = await list()
    assert.equal([entry.data, entry.rows, entry.features, others.length], ['large.csv', 840, 1000, 0])
    assertDone(await compare())
    assert.ok(first)
    assert.is(hash(), first)
    const cleared = await regbench(['cache', 'clear'], { cwd, env })
    assert.match(cleared.stderr, /^regbench: removed 1 file, 3\.\d MB, from .*cache\/regbench\n$/)
    assert.equal(await list(), [])
    assertRefused(
      await regbench(['cache', 'clean'], { cwd, env }),
      2,
      'cache clean: write "cache list" or "cache clear"',
    )
  })
})
