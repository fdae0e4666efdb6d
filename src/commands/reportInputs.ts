/** The files that `report` takes, each told by its content: trials, curves, candidates of a search, models. */
import { basename } from 'node:path'
import { nameOf, type SavedRun } from '../experiment/join.ts'
import type { Candidate } from '../pictures/candidates.ts'
import type { ModelWeights } from '../pictures/weights.ts'
import { choiceColumns } from '../results/choice.ts'
import { csvHeader } from '../results/csv.ts'
import type { CurvePoint } from '../results/curve.ts'
import { curveColumns, curveTable } from '../results/curve.ts'
import { readCsv } from '../results/readCsv.ts'
import { trialColumns } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import { dataError, usageError } from '../util/errors.ts'
import { fileKindOf } from '../util/fileKind.ts'
import { readResults, readRun } from './saved.ts'

export interface ReportInputs {
  readonly runs: readonly SavedRun[]
  readonly curves: readonly { readonly path: string; readonly points: readonly CurvePoint[] }[]
  readonly searches: readonly (readonly Candidate[])[]
  readonly models: readonly ModelWeights[]
}

type Kind = 'trials' | 'curves' | 'choices' | 'candidates' | 'model'

const ACCEPTED =
  'report reads trials (compare --export-trials), curves (compare --curves), candidates (tune --export-csv) and models (train --save)'

/** `notes` is told what a reader should know of the files. */
export async function readInputs(paths: readonly string[], notes: string[]): Promise<ReportInputs> {
  const runs: SavedRun[] = []
  const curves: { path: string; points: CurvePoint[] }[] = []
  const searches: Candidate[][] = []
  const models: { file: string; method: string; layers: ModelWeights['layers'] }[] = []
  for (const path of paths) {
    const bytes = await readResults(path)
    if (bytes === undefined) throw dataError({ file: path }, 'there is no such file')
    const text = () => bytes.toString('utf8')
    switch (kindOf(bytes, path)) {
      case 'trials': {
        runs.push(await readRun(path, notes))
        break
      }
      case 'curves': {
        const { rows, torn } = readCsv(curveTable, text(), path)
        if (torn !== '') notes.push(`${path}: the last line is torn and has been left out`)
        curves.push({ path, points: rows })
        break
      }
      case 'candidates': {
        const { readCandidates } = await import('../results/candidate.ts')
        searches.push(readCandidates(text(), path))
        break
      }
      case 'model':
        models.push({ file: basename(path), ...(await weightsOf(bytes, path)) })
        break
      case 'choices':
        throw dataError(
          { file: path },
          'these are the choices beside a trials file; name the trials file, and they are read with it',
        )
    }
  }
  const { nameModels } = await import('../pictures/weights.ts')
  return { runs, curves, searches, models: nameModels(models) }
}

/** As far as a first line must agree to tell a file of this kind, of whatever version. */
const START = 5

/** Throws a data error for a file of no kind. */
function kindOf(bytes: Buffer, path: string): Kind {
  // Safetensors and ONNX have control characters among their first bytes, which no CSV has.
  const first = bytes.subarray(0, 4000)
  const kind = fileKindOf(first)
  const isOther = kind !== undefined && !kind.name.startsWith('a model')
  if (!isOther && first.subarray(0, 9).some((byte) => byte < 9)) return 'model'
  const [line] = first
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1)
  const starts = (header: string) => line.startsWith(header.split(',').slice(0, START).join(','))
  if (starts(csvHeader(trialColumns))) return 'trials'
  if (starts(csvHeader(curveColumns))) return 'curves'
  if (starts(csvHeader(choiceColumns))) return 'choices'
  if (line.startsWith('method,') && line.endsWith(',best,one_se')) return 'candidates'
  // What a killed run leaves of its header; the parser tells the rest.
  if (line.startsWith('dataset') || csvHeader(trialColumns).startsWith(line)) return 'trials'
  throw dataError(
    { file: path },
    kind === undefined
      ? `not a file of results: ${ACCEPTED}`
      : `the file is ${kind.name}, not a file of results: ${ACCEPTED}`,
  )
}

async function weightsOf(bytes: Buffer, path: string) {
  const { readModel } = await import('../models/store.ts')
  const { method, architecture, layers } = readModel(bytes, path).model
  return {
    method,
    layers: layers.map(({ weights }, i) => ({
      fanIn: architecture.layers[i].fanIn,
      fanOut: architecture.layers[i].fanOut,
      weights,
    })),
  }
}

/** What each file is good for, as far as the options leave it any use. */
export function checkRoles(
  { runs, curves, searches, models }: ReportInputs,
  paths: readonly string[],
  wants: { readonly pictures: boolean; readonly paired: boolean; readonly table: boolean },
): void {
  // Below the table of their trials, curves are drawn in the terminal.
  const hasPlace = wants.table && runs.length > 0 && !wants.paired
  const others = (hasPlace ? 0 : curves.length) + searches.length + models.length
  if (others === 0 || (wants.pictures && !wants.paired)) return
  const files = runs.length === 0 ? paths.join(', ') : 'curves, candidates and models'
  throw usageError(
    wants.paired
      ? `--paired takes two trials files; ${files} cannot be paired`
      : `${files} can only be drawn; say where with --html FILE, --svg FOLDER or --png FOLDER`,
  )
}

/** Curves of other trials than those beside them would be drawn under the wrong table. */
export function checkCurves({ runs, curves }: ReportInputs): void {
  if (runs.length === 0) return
  const known = new Set(runs.flatMap(({ trials }) => trials.map(trialKey)))
  for (const { path, points } of curves) {
    const stray = points.find((point) => !known.has(trialKey(point)))
    if (stray !== undefined) {
      throw dataError(
        { file: path },
        `these are curves of other trials: ${nameOf(stray)} is not among those of ${runs.map((run) => run.path).join(', ')}`,
      )
    }
  }
}
