/** `regbench reproduce`: claims of the notes and of papers, each run, measured and judged. */
import { join } from 'node:path'
import type { Tables } from '../reproduce/claim.ts'
import type { Entry } from '../reproduce/entry.ts'
import { text, toggle } from '../settings/kinds.ts'
import { running } from '../settings/running.ts'
import { group, pick } from '../settings/setting.ts'
import { EXIT } from '../util/errors.ts'
import { writeWhole } from '../util/wholeFile.ts'
import { defineCommand } from './command.ts'
import { notedListing } from './output.ts'

export const reproduceCommand = defineCommand({
  examples: [
    ['regbench reproduce', 'list: claim, what was found last time, about how long it takes'],
    ['regbench reproduce notes', 'every claim of the CS231n notes on regularization, on bundled data'],
    ['regbench reproduce max-norm-explode', 'one of them, with its commands'],
    ['regbench reproduce notes --format csv', 'claim, measured, verdict and recorded verdict in a pipe'],
  ],

  operands: [['[name...]', 'claims, or notes, paper, own or all; none lists them']],
  groups: {
    reproduction: group('Reproduction', {
      full: {
        kind: toggle,
        default: false,
        summary:
          'run at the scale of the source, or as near to it as the entry goes; up to hours, where a paper used MNIST',
      },
      picture: {
        kind: toggle,
        default: false,
        summary: 'also draw the figures of each claim: picture.svg in its folder',
      },
      out: {
        kind: text,
        placeholder: 'folder',
        default: 'reproduced',
        summary: 'keep trials and tables here, and go on with what is there',
      },
    }),
    output: notedListing,
    running: { ...pick(running, 'jobs', 'force') },
  },

  async run(words, { reproduction, output, running: { jobs, force } }) {
    const { allEntries, entriesNamed } = await import('../reproduce/entry.ts')
    const { comparable, differs, findingsDocument, listDocument } = await import('../reproduce/document.ts')
    const { printReport } = await import('./printReport.ts')
    if (words.length === 0) {
      await printReport(listDocument(allEntries()), output)
      return EXIT.done
    }
    const entries = entriesNamed(words).map((entry) => (reproduction.full ? (entry.full ?? entry) : entry))
    const { folderOf, runEntry } = await import('../reproduce/run.ts')
    const { comparedWith, measuredOf, verdictOf } = await import('../reproduce/claim.ts')
    const { interruption } = await import('./signals.ts')
    const { notice } = await import('./terminal.ts')
    const { out, picture } = reproduction
    const isOne = entries.length === 1
    const { signal, dispose } = interruption(
      `what has ended is in ${out}; the same command goes on from there`,
    )
    const findings = []
    const renewed = new Set<string>()
    try {
      for (const entry of entries) {
        const began = performance.now()
        const quiet = output.quiet || !isOne
        const tables = await runEntry(entry, { out, jobs, force, renewed, quiet, signal })
        const finding = {
          entry,
          measured: measuredOf(entry, tables),
          compared: comparedWith(entry, tables),
          verdict: verdictOf(entry, tables),
          recorded: comparable(entry.found),
          seconds: Math.round(performance.now() - began) / 1000,
          folder: folderOf(entry, out),
        }
        findings.push(finding)
        if (picture) await draw(entry, tables, finding.folder)
        if (!isOne) {
          const { verdict, seconds } = finding
          notice(output, [`${entry.name}: ${verdict} (${seconds.toFixed(1)} s)`])
        }
      }
    } finally {
      dispose()
    }
    await printReport(findingsDocument(findings), output)
    return findings.some(differs) ? EXIT.gate : EXIT.done
  },
})

async function draw(entry: Entry, tables: Tables, folder: string): Promise<void> {
  const { pictureOf } = await import('../reproduce/picture.ts')
  const svg = await pictureOf(entry, tables)
  if (svg !== null) await writeWhole(join(folder, 'picture.svg'), svg)
}
