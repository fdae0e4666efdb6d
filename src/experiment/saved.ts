/** FILE.experiment.json, beside a trials file: what experiment its rows belong to, and what a report says of it. */
import { describeTuning } from './choices.ts'
import type { Analysis } from './config.ts'
import { describeSettings } from './describe.ts'
import type { DatasetFacts } from './facts.ts'
import type { Shard } from './grid.ts'
import { isTunable } from './nested.ts'
import type { Plan } from './plan.ts'

/** What two runs must share for one to continue the other, by name: the names are what a refusal lists. */
export type Identity = Readonly<Record<string, unknown>>

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

export function savedExperiment(
  { experiment, parts }: Plan,
  analysis: Analysis,
  shard?: Shard,
): SavedExperiment {
  const { methods, ...settings } = experiment
  const specs = methods.map(({ spec }) => spec)
  const tuning = describeTuning(experiment)
  return {
    identity: {
      data: parts.map(({ dataset }) => ({ name: dataset.name, hash: dataset.hash })),
      methods: specs,
      ...settings,
      ...(methods.some(isTunable) && {
        candidates: methods.map((method) => (isTunable(method) ? method.stages : [])),
      }),
      ...(shard && { shard }),
    },
    ...(shard && { shard }),
    report: {
      methods: specs,
      datasets: parts.map(({ facts }) => facts),
      settings: describeSettings(experiment),
      ...(tuning !== undefined && { tuning }),
      seed: experiment.seed,
      analysis,
    },
  }
}

/** Names of the entries in which two identities differ. */
export function differingKeys(one: Identity, other: Identity, ignored: readonly string[] = []): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  // By text: what was saved has gone through JSON, which drops what is undefined.
  return [...keys].filter(
    (key) => !ignored.includes(key) && JSON.stringify(one[key]) !== JSON.stringify(other[key]),
  )
}

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
