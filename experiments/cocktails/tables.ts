/**
 * Writes the tables of the study as CSV, into FOLDER: real ones of Debian's packages (experiments/tables fetches them) and bundled ones,
 * cut to at most 400 rows, with the target last and without the columns that a study of it leaves out; `--list` names them:
 *
 *     npx tsx experiments/cocktails/tables.ts [--list] FOLDER
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampled } from '../defaults/sample.ts'
import { TABLES } from '../defaults/tables.ts'
import { csvLines, parseCsv } from '../tables/convert.ts'
import { tablesFolder } from '../tables/fetch.ts'

const MAX_ROWS = 400

/** From narrow to wide: an interrupted study has whole tables. */
export const CHOSEN: readonly string[] = [
  'mlbench_Vowel',
  'mlbench_Glass',
  'MASS_cpus',
  'MASS_GAGurine',
  'mlbench_Vehicle',
  'mlbench_PimaIndiansDiabetes',
  'diabetes',
  'mlbench_BostonHousing',
  'modeldata_concrete',
  'mlbench_Ionosphere',
  'mlbench_Sonar',
  'weka_credit-g',
  'modeldata_cells',
]

/** The columns but those left out, the target last. */
export function withTargetLast(csv: string, target: string, ignored: readonly string[]): string {
  const [header, ...rows] = parseCsv(csv)
  const kept = [...header!.keys()].filter((i) => header![i] !== target && !ignored.includes(header![i]!))
  const order = [...kept, header!.indexOf(target)]
  return csvLines([header!, ...rows].map((row) => order.map((i) => row[i])))
}

function main([folder, listed]: string[]): void {
  if (folder === '--list') {
    console.log(CHOSEN.map((name) => join(listed!, `${name}.csv`)).join(' '))
    return
  }
  if (folder === undefined) throw new Error('give the folder to write to')
  mkdirSync(folder, { recursive: true })
  for (const name of CHOSEN) {
    const { target, ignore = '' } = TABLES.find(({ table }) => table === name)!
    const bundled = fileURLToPath(new URL(`../../datasets/${name}.csv`, import.meta.url))
    const source = existsSync(bundled) ? bundled : join(tablesFolder(), `${name}.csv`)
    const { csv, rows } = sampled(readFileSync(source, 'utf8'), target, MAX_ROWS)
    writeFileSync(join(folder, `${name}.csv`), withTargetLast(csv, target, ignore.split(',')))
    console.log(`${name}: ${rows} rows`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
