/** `regbench cache`: what is kept of large files, and how to be rid of it. */
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { defineCommand } from './command.ts'
import { notedListing } from './output.ts'

export const cacheCommand = defineCommand({
  examples: [
    ['regbench cache', 'what is there, and where'],
    ['regbench cache clear', 'remove it all; nothing is lost but time'],
  ],

  operands: [['[action]', 'list (the default) or clear']],
  groups: { output: notedListing },

  async run([action = 'list'], { output }) {
    if (action !== 'list' && action !== 'clear') {
      throw usageError(`cache ${action}: write "cache list" or "cache clear"`)
    }
    const { cacheEntries, cacheFolder, removeEntries } = await import('../data/read/cacheStore.ts')
    const { notice } = await import('./terminal.ts')
    const entries = await cacheEntries()
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
    if (action === 'clear') {
      await removeEntries(entries)
      notice(output, [
        `removed ${count(entries.length, 'file')}, ${megabytes(bytes)} MB, from ${cacheFolder()}`,
      ])
      return 0
    }
    const { listingDocument } = await import('../report/listing.ts')
    const { printReport } = await import('./printReport.ts')
    const rows = entries.map(({ source, rows, features, bytes, used }) => [
      source ?? '(unreadable)',
      rows ?? '',
      features ?? '',
      megabytes(bytes),
      used.toISOString().slice(0, 10),
    ])
    const listing = { columns: ['data', 'rows', 'features', 'MB', 'used'], rows }
    await printReport(listingDocument(listing), output)
    notice(output, [`${count(entries.length, 'file')}, ${megabytes(bytes)} MB, in ${cacheFolder()}`])
    return 0
  },
})

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10
