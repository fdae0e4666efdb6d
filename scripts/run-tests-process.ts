/** One process of run-tests.ts: runs the test file that a message names, and waits for the next. */
import { pathToFileURL } from 'node:url'

interface Uvu {
  UVU_DEFER?: 1
  UVU_INDEX?: number
  UVU_QUEUE: unknown[][]
}

const uvu = globalThis as unknown as Uvu
// Suites wait for exec() then, which uvu would otherwise call as soon as there is one; it is read when uvu is loaded.
uvu.UVU_DEFER = 1
const { exec } = await import('uvu')

process.on('message', async ({ name, path }: { name: string; path: string }) => {
  uvu.UVU_INDEX = 0
  uvu.UVU_QUEUE.splice(0, Number.POSITIVE_INFINITY, [name])
  await import(pathToFileURL(path).href)
  await exec()
})
