import { selftestCommand } from '../../src/commands/selftest.ts'
import { type Check, same } from '../../src/selftest/check.ts'
import { checks } from '../../src/selftest/index.ts'
import { assert, suite } from '../harness.ts'

const OUTPUT = { format: 'table', quiet: true, color: false } as const

/** Exit code and standard output of the command, run in this process. */
async function run(build: 'strict' | 'relaxed' = 'strict'): Promise<{ code: number; text: string }> {
  const { write } = process.stdout
  let text = ''
  process.stdout.write = ((chunk: string, done?: () => void) => {
    text += chunk
    done?.()
    return true
  }) as typeof write
  try {
    return { code: await selftestCommand.run([], { output: OUTPUT, running: { build } }, neverAsked), text }
  } finally {
    process.stdout.write = write
  }
}

const neverAsked = () => Promise.reject(new Error('selftest has no use for the other commands'))

suite('selftest command', (test) => {
  test('ends with 0 and says which build passed', async () => {
    for (const build of ['strict', 'relaxed'] as const) {
      const { code, text } = await run(build)
      assert.is(code, 0)
      assert.match(
        text,
        new RegExp(`^all ${Object.keys(checks).length} checks passed .* the ${build} build .*\n$`),
      )
    }
  })

  test('ends with 4 when a check fails, and says which', async () => {
    const registry = checks as Record<string, Check>
    registry.broken = { title: 'two is three', run: () => [same('two', 2, 3)] }
    try {
      const { code, text } = await run()
      assert.is(code, 4)
      assert.match(text, 'FAILED  two is three\n        two: expected 3, got 2\n')
    } finally {
      delete registry.broken
    }
  })
})
