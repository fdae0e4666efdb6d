/** The text of `regbench selftest`. */
import { Chalk } from 'chalk'
import type { Comparison } from '../selftest/check.ts'
import type { CheckReport, SelftestReport } from '../selftest/index.ts'
import { count } from '../util/format.ts'
import { markdownText } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'
import { renderListing } from './listing.ts'

export interface SelftestStyle extends RenderOptions {
  /** Only what failed, and the verdict. */
  readonly quiet: boolean
}

/** The whole text, last line end included. */
export function renderSelftest(report: SelftestReport, format: FormatName, style: SelftestStyle): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  const shown = report.checks.filter(({ passed }) => !(style.quiet && passed))
  if (format === 'csv') return renderListing({ columns: COLUMNS, rows: shown.map(cells) }, 'csv', style)
  if (format === 'markdown') {
    const listing = renderListing({ columns: COLUMNS, rows: shown.map(cells) }, 'markdown', style)
    return `${markdownText(machine(report))}\n\n${listing}\n${markdownText(verdict(report))}\n`
  }
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const lines = shown.flatMap((check) => {
    const word = (check.passed ? chalk.green : chalk.red.bold)(status(check).padEnd(STATUS_WIDTH))
    const line = `${word}${check.title}`
    const detail = check.passed ? '' : `${' '.repeat(STATUS_WIDTH)}${explain(check)}`
    return check.passed ? [`${line} ${chalk.dim(`(${measure(check)})`)}`] : [line, detail]
  })
  const last = (report.passed ? chalk.bold : chalk.red.bold)(verdict(report))
  const heading = style.quiet ? [] : [chalk.dim(machine(report)), '']
  const gap = lines.length > 0 ? [''] : []
  return `${[...heading, ...lines, ...gap, last].join('\n')}\n`
}

const STATUS_WIDTH = 'FAILED'.length + 2

const COLUMNS = [
  'check',
  'status',
  'comparisons',
  'failed',
  'seconds',
  'what',
  'expected',
  'got',
  'tolerance',
  'title',
]

function cells({
  name,
  passed,
  comparisons,
  failed,
  failure,
  seconds,
  title,
}: CheckReport): (string | number)[] {
  const { what = '', expected = '', got = '', tolerance = '' } = failure ?? ({} as Partial<Comparison>)
  return [name, passed ? 'ok' : 'failed', comparisons, failed, seconds, what, expected, got, tolerance, title]
}

const status = ({ passed }: CheckReport): string => (passed ? 'ok' : 'FAILED')

const machine = ({ build, relaxed, node, v8, system, cpu }: SelftestReport): string =>
  `${build} build (${relaxed ? 'fused multiply-add where the CPU has it' : 'the same bits on every machine'}), ` +
  `Node ${node}, V8 ${v8}, ${system}, ${cpu}`

function measure({ comparisons, closest }: CheckReport): string {
  const reach = closest === 0 ? 'exact' : `${Math.ceil(100 * closest)} % of tolerance`
  return `${comparisons} compared, ${reach}`
}

function explain({ failure, failed, comparisons }: CheckReport): string {
  if (failure === null) return 'nothing was compared'
  const { what, expected, got, tolerance } = failure
  const allowed = tolerance === 0 ? '' : ` ± ${Number(tolerance.toPrecision(3))}`
  const more = failed > 1 ? ` (the first of ${failed} failures in ${comparisons} comparisons)` : ''
  return `${what}: expected ${expected}${allowed}, got ${got}${more}`
}

function verdict({ checks, passed, seconds, build }: SelftestReport): string {
  const failed = checks.filter((check) => !check.passed).length
  const time = `${seconds.toFixed(1)} s`
  return passed
    ? `all ${count(checks.length, 'check')} passed in ${time}: the ${build} build computes what it says on this machine`
    : `${failed} of ${count(checks.length, 'check')} FAILED in ${time}: do not trust results of the ${build} build on this machine`
}
