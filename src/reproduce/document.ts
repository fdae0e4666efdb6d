/** What `regbench reproduce` prints: the list of claims, and what was found of some of them. */
import { type Block, code, type ReportDocument } from '../report/document.ts'
import { type Listing, listingCsv, listingObjects, listingTable } from '../report/listing.ts'
import { count } from '../util/format.ts'
import { shellLine } from '../util/shell.ts'
import type { Comparison } from './claim.ts'
import type { Entry, Verdict } from './entry.ts'
import { COMMANDS, ownerOf, wordsOf } from './run.ts'

/** An entry, what was measured, and what the conditions make of it. */
export interface Finding {
  readonly entry: Entry
  readonly measured: string
  /** Figures of the source beside ours; none where it has none. */
  readonly compared: readonly Comparison[]
  readonly verdict: Verdict
  /** The verdict that is recorded; null where there is none to compare with. */
  readonly recorded: Verdict | null
  /** Wall time. */
  readonly seconds: number
  readonly folder: string
}

/** Whether a finding is other than what is recorded. Times are shown, and nothing hangs on them. */
export const differs = ({ verdict, recorded }: Finding): boolean => recorded !== null && verdict !== recorded

/** Verdicts with which a verdict that was found can be compared. */
export const comparable = (verdict: Verdict): Verdict | null => (verdict === 'not run' ? null : verdict)

export function listDocument(entries: readonly Entry[]): ReportDocument {
  const listing: Listing = {
    columns: ['name', 'of', 'found', 'seconds', 'claim', 'source'],
    rows: entries.map(({ name, group, found, seconds, title, source }) => [
      name,
      group,
      found,
      seconds,
      title,
      source,
    ]),
  }
  const whole: Listing = {
    columns: [...listing.columns, 'data', 'megabytes', 'full_seconds', 'found_full'],
    rows: entries.map((entry, i) => [
      ...listing.rows[i],
      dataOf(entry).join(' '),
      entry.megabytes,
      entry.full?.seconds ?? '',
      entry.full?.found ?? '',
    ]),
  }
  return {
    sections: [
      [
        listingTable({
          columns: ['name', 'found', 's', 'claim'],
          rows: entries.map(({ name, found, seconds, title }) => [name, found, seconds, title]),
        }),
        {
          kind: 'paragraph',
          role: 'fine',
          text: '"regbench reproduce NAME" runs one, "regbench reproduce notes" all those of the CS231n notes; s: about how many seconds on two cores',
        },
      ],
    ],
    data: { csv: () => listingCsv(whole), json: () => ({ value: listingObjects(whole) }) },
  }
}

/** The tables that an entry is about: bundled ones, files, and those made of others. */
export const dataOf = ({ runs, data }: Entry): string[] => [
  ...new Set(
    Object.values(runs)
      .flatMap((options) => [...COMMANDS, 'data', 'test'].map((key) => options[key]))
      .flat()
      .filter((source) => source !== undefined)
      .map((source) =>
        Object.hasOwn(data, String(source)) ? String(data[String(source)].from) : String(source),
      ),
  ),
]

export function findingsDocument(findings: readonly Finding[]): ReportDocument {
  const listing: Listing = {
    columns: ['name', 'claim', 'measured', 'verdict', 'recorded', 'seconds', 'folder'],
    rows: findings.map(({ entry, measured, verdict, recorded, seconds, folder }) => [
      entry.name,
      entry.title,
      measured,
      verdict,
      recorded ?? 'not run',
      seconds,
      folder,
    ]),
  }
  return {
    sections: [findings.length === 1 ? oneFinding(findings[0]) : [table(findings), summary(findings)]],
    data: { csv: () => listingCsv(listing), json: () => ({ value: listingObjects(listing) }) },
  }
}

const table = (findings: readonly Finding[]): Block => ({
  kind: 'table',
  columns: [{ title: 'claim' }, { title: 'verdict' }, { title: 'measured', wrap: 'words' }],
  rows: findings.map((finding) => [
    { text: finding.entry.name, tone: 'key' },
    {
      text: `${finding.verdict}${differs(finding) ? ' (!)' : ''}`,
      ...(differs(finding) && { tone: 'worse', strong: true }),
    },
    { text: `${finding.entry.title}: ${finding.measured}` },
  ]),
})

function summary(findings: readonly Finding[]): Block {
  const changed = findings.filter(differs)
  const seconds = findings.reduce((sum, finding) => sum + finding.seconds, 0)
  const counted = [...new Set(findings.map(({ verdict }) => verdict))].map(
    (verdict) => `${findings.filter((finding) => finding.verdict === verdict).length} ${verdict}`,
  )
  const outcome =
    changed.length === 0
      ? 'every verdict is the recorded one'
      : `${changed.map(({ entry, recorded }) => `${entry.name} was recorded as "${recorded}"`).join(', ')}`
  return {
    kind: 'paragraph',
    role: changed.length === 0 ? 'finding' : 'failure',
    text: `${count(findings.length, 'claim')} in ${seconds.toFixed(0)} s (${counted.join(', ')}): ${outcome}`,
  }
}

function oneFinding(finding: Finding): Block[] {
  const { entry, measured, compared, verdict, recorded, folder } = finding
  const commands = Object.keys(entry.runs).map((name) => {
    const words = wordsOf(entry, name)
    return words === null
      ? `measure ${ownerOf(entry, name).runs[name].measure}`
      : shellLine(['regbench', ...words])
  })
  return [
    {
      kind: 'heading',
      level: 1,
      name: entry.name,
      text: entry.title,
      lines: [entry.source, ...commands.map((line) => [code(line)])],
    },
    { kind: 'paragraph', role: 'plain', text: `Measured: ${measured}.` },
    ...(compared.length === 0 ? [] : [comparedTable(compared)]),
    ...(entry.note === '' ? [] : [{ kind: 'paragraph', role: 'plain', text: entry.note } as const]),
    {
      kind: 'paragraph',
      role: differs(finding) ? 'failure' : 'finding',
      text: `${verdict}${recorded === null ? ', and no verdict is recorded' : differs(finding) ? `, and recorded is "${recorded}"` : ', as recorded'}; tables and trials are in ${folder}`,
    },
  ]
}

const comparedTable = (compared: readonly Comparison[]): Block => ({
  kind: 'table',
  columns: [{ title: '' }, { title: 'published' }, { title: 'here' }],
  rows: compared.map(({ what, there, text }) => [{ text: what, tone: 'key' }, { text: there }, { text }]),
})
