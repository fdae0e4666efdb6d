import { execFileSync } from 'node:child_process'
import { shellLine, shellWord } from '../../src/util/shell.ts'
import { assert, suite } from '../harness.ts'

suite('util/shell', (test) => {
  test('quotes only what needs it', () => {
    assert.is(
      shellLine(['regbench', 'data.csv', '--decimal', ',', '1-3']),
      'regbench data.csv --decimal , 1-3',
    )
    assert.is(shellWord('!age,income'), "'!age,income'")
    assert.is(shellWord(''), "''")
    assert.is(shellWord("it's"), `'it'\\''s'`)
    assert.is(shellWord('a\u001b[31m'), "$'a\\u001b[31m'")
  })

  test('what a shell reads is what was meant', () => {
    const words = ['a b', "it's", '$HOME', '`id`', '>50K', '*', '~', 'a=b', '"', '\\', 'Größe', '#x', '']
    const script = `printf '%s\\n' ${shellLine(words)}`
    assert.is(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }), `${words.join('\n')}\n`)
  })
})
