/**
 * Fetches real tables from Debian's packages and one of npm, and writes them as CSV:
 *
 *     npx tsx experiments/tables/fetch.ts [FOLDER]
 *
 * Needs apt-get, dpkg-deb and Rscript (Debian's r-base-core), tar and npm. Nothing is installed: packages are unpacked
 * in the folder, which is .cache/regbench-tables in the home folder unless one is named. README.md says where the tables come from.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { arffToCsv, jsonToCsv } from './convert.ts'

const R_PACKAGES = ['modeldata', 'mlbench', 'cardata', 'th.data', 'mass'].map((name) => `r-cran-${name}`)

export const tablesFolder = (given?: string): string =>
  given ?? process.env.REGBENCH_TABLES ?? join(homedir(), '.cache', 'regbench-tables')

function fetchTables(folder: string): number {
  const unpacked = join(folder, 'packages')
  mkdirSync(unpacked, { recursive: true })
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: unpacked, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
  run('apt-get', 'download', ...R_PACKAGES, 'weka')
  for (const file of filesOf(unpacked, '.deb')) run('dpkg-deb', '-x', file, unpacked)
  const script = fileURLToPath(new URL('convert.R', import.meta.url))
  for (const library of ['library', 'site-library']) {
    run('Rscript', script, join(unpacked, 'usr/lib/R', library), folder)
  }
  for (const file of filesOf(join(unpacked, 'usr/share/doc/weka/examples'), '.arff')) {
    save(folder, 'weka', file, arffToCsv(readFileSync(file, 'utf8')))
  }
  const [archive] = run('npm', 'pack', '--silent', 'vega-datasets').trim().split('\n').slice(-1)
  run('tar', 'xzf', archive!)
  for (const file of filesOf(join(unpacked, 'package/data'), '.json')) {
    const csv = jsonToCsv(readFileSync(file, 'utf8'))
    if (csv !== undefined) save(folder, 'vega', file, csv)
  }
  for (const file of filesOf(join(unpacked, 'package/data'), '.csv')) {
    save(folder, 'vega', file, readFileSync(file, 'utf8'))
  }
  return filesOf(folder, '.csv').length
}

const save = (folder: string, origin: string, file: string, csv: string): void =>
  writeFileSync(join(folder, `${origin}_${basename(file, extname(file))}.csv`), csv)

const filesOf = (folder: string, extension: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(extension))
        .map((name) => join(folder, name))
    : []

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = tablesFolder(process.argv[2])
  console.log(`${fetchTables(folder)} tables in ${folder}`)
}
