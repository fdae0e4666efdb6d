/** Expected output as files beside the tests. UPDATE_GOLDEN=1 writes them anew: read the difference before committing it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { assert } from '../harness.ts'

export function matchesGolden(name: string, actual: string): void {
  const path = new URL(`golden/${name}.txt`, import.meta.url)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, actual)
  assert.fixture(actual, readFileSync(path, 'utf8'))
}
