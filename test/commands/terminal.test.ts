import { noticeText, outputStyle } from '../../src/commands/terminal.ts'
import { assert, suite } from '../harness.ts'

interface Surroundings {
  readonly tty?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
}

/** The style chosen on such a standard output and in such an environment, both put back afterwards. */
function styleIn({ tty = false, columns, env = {} }: Surroundings, options = { color: true }) {
  const { stdout } = process
  const before = { isTTY: stdout.isTTY, columns: stdout.columns, env: process.env }
  Object.assign(stdout, { isTTY: tty, columns })
  process.env = { ...env }
  try {
    return outputStyle(options)
  } finally {
    Object.assign(stdout, { isTTY: before.isTTY, columns: before.columns })
    process.env = before.env
  }
}

const colorIn = (surroundings: Surroundings, options = { color: true }): boolean =>
  styleIn(surroundings, options).color

suite('terminal: colours', (test) => {
  test('are for terminals', () => {
    assert.is(colorIn({ tty: true }), true)
    assert.is(colorIn({ tty: false }), false)
  })

  test('stay away where NO_COLOR holds anything, or the terminal is dumb', () => {
    assert.is(colorIn({ tty: true, env: { NO_COLOR: '1' } }), false)
    assert.is(colorIn({ tty: true, env: { NO_COLOR: '' } }), true)
    assert.is(colorIn({ tty: true, env: { TERM: 'dumb' } }), false)
  })

  test('follow FORCE_COLOR before the rest, and --no-color before that', () => {
    assert.is(colorIn({ env: { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' } }), true)
    assert.is(colorIn({ tty: true, env: { FORCE_COLOR: '0' } }), false)
    assert.is(colorIn({ tty: true, env: { FORCE_COLOR: '1' } }, { color: false }), false)
  })
})

suite('terminal: width', (test) => {
  test('is that of the terminal', () => {
    assert.is(styleIn({ tty: true, columns: 80 }).width, 80)
    assert.is(styleIn({ tty: true, columns: 200 }).width, 200)
    assert.is(styleIn({ tty: true, columns: 0 }).width, 100)
  })

  test('is 100 columns elsewhere', () => {
    assert.is(styleIn({}).width, 100)
  })
})

suite('terminal: notes and warnings', (test) => {
  const sentence = 'only 3 pairs of trials to compare: intervals are wide and tests decide little'

  test('are broken between words at the width of a terminal', () => {
    assert.is(
      noticeText(sentence, 41),
      'regbench: only 3 pairs of trials to\ncompare: intervals are wide and tests\ndecide little',
    )
  })

  test('are a single line elsewhere, which a script can read', () => {
    assert.is(noticeText(sentence, undefined), `regbench: ${sentence}`)
    assert.is(noticeText(sentence, 0), `regbench: ${sentence}`)
  })
})
