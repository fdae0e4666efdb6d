/**
 * Writes the golden files of all tests anew, from the program as it is: read the difference before committing it.
 *
 *     node scripts/build.js && node --import tsx scripts/update-golden.ts
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(
  (name) =>
    name.endsWith('.test.ts') &&
    /UPDATE_GOLDEN|matchesGolden/.test(readFileSync(join(root, 'test', name), 'utf8')),
)
const pattern = `^(${tests.map((name) => name.replaceAll('.', '\\.')).join('|')})$`
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/run-tests.ts', pattern], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, UPDATE_GOLDEN: '1' },
})
process.exitCode = status ?? 1
