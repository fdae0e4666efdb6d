/** What stands below the options in `--help`: examples, exit codes, and where there is more. */
import type { Command } from 'commander'
import { EXIT } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import type { CommandName } from './index.ts'

type Examples = CommandDefinition['examples']

/** What a new user tries first; each command's own help has more. */
const FIRST_STEPS: Examples = [
  ['regbench compare digits', 'nine methods on a bundled dataset'],
  ['regbench describe data.csv', 'what is in your file, and the line to run next'],
  ['regbench compare data.csv --target y', 'the same methods on it'],
  ['regbench tune data.csv --target y --recipe', 'how strong: one L2 strength, then dropout'],
  ['regbench dropout digits', 'vanilla and inverted dropout, side by side'],
]

/** The document of each command, besides the README. */
const DOCUMENTS: Partial<Record<CommandName, readonly string[]>> = {
  describe: ['docs/data.md'],
  compare: ['docs/statistics.md', 'docs/data.md', 'docs/migration.md'],
  dropout: ['docs/dropout.md'],
  tune: ['docs/tuning.md'],
  train: ['docs/models.md'],
  predict: ['docs/models.md'],
  report: ['docs/statistics.md', 'docs/scale.md'],
  methods: ['docs/math.md', 'docs/migration.md'],
  datasets: ['docs/data.md'],
  cache: ['docs/data.md'],
  selftest: ['docs/math.md', 'docs/reproducibility.md'],
  bench: ['docs/performance.md'],
  worker: ['docs/scale.md'],
}

const examplesText = (examples: Examples): string =>
  `\nExamples:\n${examples.map(([line, what]) => `  # ${what}\n  ${line}`).join('\n')}\n`

/** 4 only where something can be found wrong: by a condition, or by the self-test. */
function exitText(gate: string | undefined): string {
  const codes: [number, string][] = [
    [EXIT.done, 'done'],
    [
      EXIT.failed,
      'a trial or the program failed, no candidate of tune ended well, or a file could not be written',
    ],
    [EXIT.usage, 'unknown option, method or value'],
    [EXIT.data, 'the data cannot be used'],
    ...(gate === undefined ? [] : [[EXIT.gate, gate] satisfies [number, string]]),
    [EXIT.interrupted, 'interrupted (143 by SIGTERM)'],
  ]
  return `\nExit codes:\n${codes.map(([code, when]) => `  ${`${code}`.padEnd(4)} ${when}`).join('\n')}\n`
}

const moreText = (more: readonly string[]): string => `\nMore:\n${more.map((line) => `  ${line}\n`).join('')}`

export const programText = (): string =>
  [
    examplesText(FIRST_STEPS),
    exitText('a condition of --fail-if holds, or selftest found a wrong number'),
    moreText([
      'regbench help COMMAND, for its options and examples',
      'regbench methods, for what can follow --method',
      'README.md and docs/',
    ]),
  ].join('')

/** `isShort` leaves all but two examples away, and says where the rest is. */
export function commandText(
  name: CommandName,
  examples: Examples,
  { options }: Command,
  isShort = false,
): string {
  if (isShort) {
    const all = options.filter(({ hidden }) => !hidden).length
    return `${examplesText(examples.slice(0, 2))}\nregbench ${name} --help shows all ${all} options, exit codes and more examples.\n`
  }
  const gate =
    name === 'selftest'
      ? 'a number is wrong'
      : options.some(({ long }) => long === '--fail-if')
        ? 'a condition of --fail-if holds'
        : undefined
  const takesMethods = options.some(({ long }) => long === '--method')
  const documents = DOCUMENTS[name] ?? ['README.md']
  return [
    examplesText(examples),
    exitText(gate),
    moreText([
      documents.join(', '),
      ...(takesMethods ? ['regbench methods, for what can follow --method'] : []),
    ]),
  ].join('')
}
