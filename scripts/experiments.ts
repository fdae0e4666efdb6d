/** What documents say of the claims: from experiments/NAME/experiment.yaml and the tables that were saved beside it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { markdownCode, markdownText } from '../src/report/escape.ts'
import { comparedWith, measuredOf, outcomeOf, type Tables } from '../src/reproduce/claim.ts'
import { allEntries, type Entry, experimentsFolder, type Group } from '../src/reproduce/entry.ts'
import { folderOf, savedTables, wordsOf } from '../src/reproduce/run.ts'
import { shellLine } from '../src/util/shell.ts'

/** Figures of the saved tables; a sentence where there are none. */
export function measuredText(entry: Entry): string {
  const tables = savedTables(entry, experimentsFolder)
  return tables === null ? 'not run' : markdownText(measuredOf(entry, tables))
}

export const entriesOf = (...groups: readonly Group[]): Entry[] =>
  allEntries().filter(({ group }) => groups.includes(group))

/** A row for each claim: what it says, what was measured, the verdict. `folder` leads from the document to experiments/. */
export const claimRows = (entries: readonly Entry[], folder: string): string[][] =>
  entries.map((entry) => [
    linked(entry, folder),
    markdownText(entry.title),
    measuredText(entry),
    `**${entry.found}**`,
  ])

const linked = ({ name, isFull }: Entry, folder: string): string =>
  `[${markdownCode(isFull ? `${name} --full` : name)}](${folder}${name}/README.md)`

/** The same for claims of papers at every scale that was run, with what a reader of the paper asks. */
export const paperRows = (entries: readonly Entry[], folder: string): string[][] =>
  entries
    .flatMap((entry) => (wasRun(entry.full) ? [entry.full, entry] : [entry]))
    .map((entry) => {
      const tables = savedTables(entry, experimentsFolder)
      const outcome = entry.group === 'paper' && tables !== null ? outcomeOf(entry, tables) : ''
      return [...claimRows([entry], folder)[0], outcome]
    })

const wasRun = (entry: Entry | null): entry is Entry => entry !== null && entry.found !== 'not run'

/** A claim of its own: source, commands, figures, verdict, picture; then the same at full scale. */
export function walkThrough(entry: Entry, folder: string): string[] {
  return [
    `${markdownText(entry.source)}.`,
    '',
    ...atScale(entry, folder),
    ...(wasRun(entry.full) ? ['', '**At full scale:**', '', ...atScale(entry.full, folder)] : []),
  ]
}

function atScale(entry: Entry, folder: string): string[] {
  const commands = Object.keys(entry.runs).flatMap((name) => {
    const words = wordsOf(entry, name)
    return words === null ? [] : [shellLine(['regbench', ...words])]
  })
  const isShown = commands.length > 0 && Object.keys(entry.data).length === 0
  const tables = savedTables(entry, experimentsFolder)
  const picture = folderOf(entry, '')
  return [
    ...block(`regbench reproduce ${entry.name}${entry.isFull ? ' --full' : ''}`),
    '',
    ...(isShown
      ? [`which runs ${commands.length === 1 ? 'this' : 'these'}:`, '', ...block(...commands), '']
      : []),
    `Measured${entry.commit === null || tables === null ? '' : ` on commit ${entry.commit}`}: ${measuredText(entry)}.`,
    '',
    ...(tables === null ? [] : publishedTable(entry, tables)),
    `Verdict: **${entry.found}**${entry.published.length > 0 && tables !== null ? `, so ${outcomeOf(entry, tables)}` : ''}.`,
    ...(entry.note === '' ? [] : ['', markdownText(entry.note)]),
    ...(existsSync(join(experimentsFolder, picture, 'picture.svg'))
      ? ['', `![${markdownText(entry.title)}](${folder}${picture}/picture.svg)`]
      : []),
  ]
}

const block = (...lines: readonly string[]): string[] => ['```sh', ...lines, '```']

/** The figures of the source beside ours. */
function publishedTable(entry: Entry, tables: Tables): string[] {
  const rows = comparedWith(entry, tables)
  if (rows.length === 0) return []
  return [
    '| | published | here |',
    '|---|---:|---:|',
    ...rows.map(({ what, there, text }) => `| ${markdownText(what)} | ${there} | ${text} |`),
    '',
  ]
}
