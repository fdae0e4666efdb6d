/**
 * Mutated input: whatever it is, the only outcomes are success and a documented error of one short sentence. `npm run test:fuzz`
 * tries ten thousand of each kind; the ordinary suite a share. REGBENCH_SEED=N tries others.
 */
import fc from 'fast-check'
import { EXIT, RegbenchError } from '../../src/util/errors.ts'
import { oneLine } from '../../src/util/sentence.ts'

export const RUNS = Number(process.env.REGBENCH_FUZZ ?? 100)
export const SEED = Number(process.env.REGBENCH_SEED ?? 1)

/** Generous, on a slow machine too: a hang, or work that grows faster than its input, is what it is to find. */
const MAX_MILLISECONDS = 10_000

/** However long the names are that it quotes; a character that is no character takes up to ten. */
const LONGEST_SENTENCE = 12_000

/** Runs `action` on every input, and says how it went. Fails with the shortest input that breaks a promise. */
export async function fuzz<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  action: (input: T) => unknown,
): Promise<void> {
  const met = { done: 0, refused: 0, slowest: 0 }
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const began = performance.now()
      try {
        await action(input)
        met.done++
      } catch (error) {
        assertDocumented(error)
        met.refused++
      }
      const milliseconds = performance.now() - began
      met.slowest = Math.max(met.slowest, Math.round(milliseconds))
      if (milliseconds > MAX_MILLISECONDS) throw new Error(`it took ${milliseconds} ms`)
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 1000 },
  )
  console.log(`\n  ${name} ${JSON.stringify({ seed: SEED, runs: RUNS, ...met })}`)
}

function assertDocumented(error: unknown): void {
  if (!(error instanceof RegbenchError)) throw error
  const codes: readonly number[] = [EXIT.failed, EXIT.usage, EXIT.data]
  if (!codes.includes(error.exitCode)) throw new Error(`exit code ${error.exitCode}`, { cause: error })
  const told = oneLine(error.message)
  if (told.length > LONGEST_SENTENCE || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(told)) {
    throw new Error(`a sentence that is long, or not of printable characters: ${JSON.stringify(told)}`)
  }
}

/** What breaks readers: quotes, ends, numbers at the edge, names of JavaScript's own, bytes that are no text. */
export const NASTY: readonly (string | Buffer)[] = [
  ...['"', '""', '"\n', ',', ',,,,', ';', '\t', '|', '\n', '\r\n', '\r', '\n\n', ' ', '\0', '\u{feff}'],
  ...['1e400', '-1e400', '-0', '0', '1e-400', '9'.repeat(400), `0.${'1'.repeat(400)}`, 'NaN', 'Infinity'],
  ...['0x10', '1_000', '1.000,5', '+5', '--5', '.', '-', 'e5', '4.9e-324', '1.7976931348623157e308'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'true', '[]', '{}'],
  ...[
    '=1+1',
    '@x',
    '\u001b[31m',
    '\u202e',
    '\u2028',
    '🦆',
    'é',
    'e\u0301',
    'x'.repeat(5000),
    '%s',
    '$&',
    '`',
  ],
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0xaf]),
  // A lone surrogate, as careless encoders write it.
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0x1f, 0x8b]),
  Buffer.from([0xff, 0xfe]),
]

type Edit = readonly [kind: number, at: number, length: number, token: number, byte: number]

const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.nat({ max: 7 }),
  fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  fc.nat({ max: 40 }),
  fc.nat({ max: 1_000_000 }),
  fc.nat({ max: 255 }),
)

/** Most often one: the more is wrong, the sooner a reader gives up. */
const edits = fc.oneof(
  { weight: 3, arbitrary: edit.map((single) => [single]) },
  { weight: 1, arbitrary: fc.array(edit, { minLength: 2, maxLength: 6 }) },
)

/** One of the bases with up to six edits: a token put in, or in place of something; a piece cut, doubled; a byte changed. */
export const mutated = (
  bases: readonly (string | Buffer)[],
  tokens: readonly (string | Buffer)[] = NASTY,
): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.nat({ max: bases.length - 1 }), edits)
    .map(([base, list]) =>
      list.reduce((bytes, edit) => apply(bytes, edit, tokens), Buffer.from(bases[base] as string)),
    )

function apply(bytes: Buffer, [kind, at, length, token, byte]: Edit, tokens: readonly (string | Buffer)[]) {
  const from = Math.floor(at * (bytes.length + 1))
  const to = Math.min(bytes.length, from + length)
  const before = bytes.subarray(0, from)
  const put = Buffer.from(tokens[token % tokens.length] as string)
  if (kind === 0) return Buffer.concat([before, put, bytes.subarray(from)])
  if (kind === 1) return Buffer.concat([before, put, bytes.subarray(to)])
  if (kind === 2) return Buffer.concat([before, bytes.subarray(to)])
  if (kind === 3) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  return Buffer.concat([before, Buffer.from([byte]), bytes.subarray(from + 1)])
}

export { fc }
