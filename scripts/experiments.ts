/** What documents say of the claims: from experiments/NAME/experiment.yaml and the tables that were saved beside it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { markdownCode, markdownText } from '../src/report/escape.ts'
import { measuredOf } from '../src/reproduce/claim.ts'
import { allEntries, type Entry, experimentsFolder, type Group } from '../src/reproduce/entry.ts'
import { savedTables, wordsOf } from '../src/reproduce/run.ts'
import { shellLine } from '../src/util/shell.ts'

/** Figures of the saved tables; a sentence where there are none. */
export function measuredText(entry: Entry, full = false): string {
  const tables = savedTables(entry, { out: experimentsFolder, full })
  return tables === null ? 'not run' : markdownText(measuredOf(entry, tables))
}

export const entriesOf = (...groups: readonly Group[]): Entry[] =>
  allEntries().filter(({ group }) => groups.includes(group))

/** A row for each claim: what it says, what was measured, the verdict. `folder` leads from the document to experiments/. */
export const claimRows = (entries: readonly Entry[], folder: string): string[][] =>
  entries.map((entry) => [
    `[${markdownCode(entry.name)}](${folder}${entry.name}/README.md)`,
    markdownText(entry.title),
    measuredText(entry),
    `**${entry.found}**`,
  ])

/** A claim of its own: source, commands, figures, verdict, picture. */
export function walkThrough(entry: Entry, folder: string): string[] {
  const commands = Object.keys(entry.runs).flatMap((name) => {
    const words = wordsOf(entry, name, false)
    return words === null ? [] : [shellLine(['regbench', ...words])]
  })
  const made = Object.keys(entry.data).length > 0
  const picture = `${entry.name}/picture.svg`
  return [
    `${markdownText(entry.source)}.`,
    '',
    '```sh',
    `regbench reproduce ${entry.name}`,
    '```',
    '',
    ...(commands.length === 0 || made
      ? []
      : [`which runs ${commands.length === 1 ? 'this' : 'these'}:`, '', '```sh', ...commands, '```', '']),
    `Measured: ${measuredText(entry)}.`,
    '',
    `Verdict: **${entry.found}**.`,
    ...(entry.note === '' ? [] : ['', markdownText(entry.note)]),
    ...(existsSync(join(experimentsFolder, picture))
      ? ['', `![${markdownText(entry.title)}](${folder}${picture})`]
      : []),
  ]
}
