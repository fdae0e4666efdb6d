/** What `regbench selftest` checked. */
import type { Comparison } from '../selftest/check.ts'
import type { CheckReport, SelftestReport } from '../selftest/index.ts'
import { count } from '../util/format.ts'
import type { Cell, ReportDocument, Table } from './document.ts'
import { listingCsv, listingTable } from './listing.ts'

/** `quiet` shows only what failed, and the verdict; JSON has all. */
export function selftestDocument(report: SelftestReport, quiet: boolean): ReportDocument {
  const shown = report.checks.filter(({ passed }) => !(quiet && passed))
  const listing = { columns: COLUMNS, rows: shown.map(cells) }
  const fine = { kind: 'paragraph', role: 'fine', text: machine(report) } as const
  return {
    sections: [
      [
        ...(quiet ? [] : [{ ...fine, on: 'screen' } as const]),
        { ...fine, role: 'plain', on: 'page' },
        ...(shown.length === 0 ? [] : [checkTable(shown)]),
        { ...listingTable(listing), on: 'page' },
        { kind: 'paragraph', role: report.passed ? 'finding' : 'failure', text: verdict(report) },
      ],
    ],
    data: { csv: () => listingCsv(listing), json: () => ({ value: report }) },
  }
}

/** A line each, and one more that says what is wrong. */
const checkTable = (checks: readonly CheckReport[]): Table => ({
  kind: 'table',
  on: 'screen',
  columns: [{ title: '' }, { title: '', wrap: 'words' }],
  rows: checks.flatMap((check): Cell[][] => {
    // As wide as the widest, so that it stands alike whether one fails or not.
    const word = status(check).padEnd('FAILED'.length)
    return check.passed
      ? [[{ text: word, tone: 'better' }, { text: `${check.title} (${measure(check)})` }]]
      : [
          [{ text: word, tone: 'worse', strong: true }, { text: check.title }],
          [{ text: '' }, { text: explain(check) }],
        ]
  }),
})

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
