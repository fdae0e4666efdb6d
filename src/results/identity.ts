/** FILE.experiment.json, beside a trials file: what experiment its rows belong to, and what a report says of it. */
import { existsSync } from 'node:fs'
import { presentSpec } from '../regularizers/family.ts'
import type { AnalysisSettings } from '../settings/analysis.ts'
import type { Shard } from '../settings/running.ts'
import { usageError } from '../util/errors.ts'
import { isRecord } from '../util/json.ts'
import { readText } from './appendFile.ts'
import type { Task } from './task.ts'

/** What two runs must share for one to continue the other, by name: the names are what a refusal lists. */
export type Identity = Readonly<Record<string, unknown>>

/**
 * Where the spread between trials comes from: `folds` and `holdout` divide the rows anew in each repeat; `given-folds` are
 * the same in each, so that repeats are seeds within a fold; with a `fixed-test` file only the seed changes, so the spread
 * is training noise alone.
 */
export const RESAMPLINGS = ['folds', 'given-folds', 'holdout', 'fixed-test'] as const
export type Resampling = (typeof RESAMPLINGS)[number]

/** What tables say of a dataset and its splits: all that a report needs besides the trials. */
export interface DatasetFacts {
  readonly name: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: Task
  /** 0 for regression. */
  readonly classes: number
  /** In words. */
  readonly evaluation: string
  readonly resampling: Resampling
  /** (repeat, fold) of every split: who has each of them has all trials. */
  readonly splits: readonly (readonly [repeat: number, fold: number])[]
  /** About the splits, one sentence each. */
  readonly warnings: readonly string[]
}

/** What is made of the trials; no trial depends on it. */
export interface Analysis extends Pick<AnalysisSettings, 'rope' | 'confidence'> {
  /** Specification of one of the methods. */
  readonly baseline: string
}

export interface SavedExperiment {
  readonly identity: Identity
  /** Which part of the trials the file has; absent for all. */
  readonly shard?: Shard
  /** What no trial depends on. */
  readonly report: SavedReport
}

export interface SavedReport {
  readonly methods: readonly string[]
  readonly datasets: readonly DatasetFacts[]
  readonly settings: string
  /** How strengths were tuned, in words; absent where all are as written. */
  readonly tuning?: string
  readonly seed: number
  readonly analysis: Analysis
}

export const identityPath = (path: string): string => `${path}.experiment.json`

/** Names of the entries in which two identities differ. */
export function differingKeys(one: Identity, other: Identity, ignored: readonly string[] = []): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].filter((key) => !ignored.includes(key) && textOf(one[key]) !== textOf(other[key]))
}

/** By text, since what was saved has gone through JSON, which drops what is undefined; and in present spelling. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, entry) => (typeof entry === 'string' ? presentSpec(entry) : entry))

/** `training.epochs: 40 -> 20` for every setting in which two identities differ, methods and shard set aside. */
export function changesBetween(old: Identity, fresh: Identity): string[] {
  const before = new Map(leavesOf(old))
  const after = new Map(leavesOf(fresh))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && !/^(?:methods|shard)\b/.test(path))
    .map((path) => `${path}: ${before.get(path) ?? 'nothing'} -> ${after.get(path) ?? 'nothing'}`)
}

/** Plain values by their path; a list is one value. */
function leavesOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[path, JSON.stringify(value)]]
  return Object.entries(value).flatMap(([key, entry]) =>
    leavesOf(entry, path === '' ? key : `${path}.${key}`),
  )
}

/** Refuses to continue a trials file of another experiment; reads, and writes nothing. */
export function checkIdentity(path: string, identity: Identity): void {
  const file = identityPath(path)
  if (!existsSync(file)) {
    throw usageError(`--resume: ${file} is missing, so ${path} cannot be matched; --force starts anew`)
  }
  let saved: unknown
  try {
    saved = JSON.parse(readText(file))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw usageError(`--resume: ${file} is not readable as JSON; --force starts anew`)
  }
  const then = isRecord(saved) && isRecord(saved.identity) ? saved.identity : {}
  const differing = differingKeys(then, identity)
  if (differing.length === 0) return
  throw usageError(
    `--resume: ${path} belongs to another experiment (different ${differing.join(', ')}); --force starts anew`,
  )
}
