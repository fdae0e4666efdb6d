/** FILE.experiment.json, beside a trials file: what experiment its rows belong to, and what a report says of it. */
import { existsSync } from 'node:fs'
import { presentSpec } from '../regularizers/family.ts'
import type { AnalysisSettings, Inference } from '../settings/analysis.ts'
import { evaluation } from '../settings/evaluation.ts'
import { methods } from '../settings/methods.ts'
import { network } from '../settings/network.ts'
import type { Shard } from '../settings/running.ts'
import type { Setting } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { isRecord } from '../util/json.ts'
import { readText } from './appendFile.ts'
import type { Task } from './task.ts'
import type { Metric } from './trialId.ts'
import type { YardstickName } from './yardsticks.ts'

/** What two runs must share for one to continue the other, by name: the names are what a refusal lists. */
export type Identity = Readonly<Record<string, unknown>>

/**
 * Where the spread between trials comes from: `folds`, those of whole `groups` and `holdout` divide the rows anew in each repeat;
 * `given-folds` and blocks in `time` are the same in each, so that repeats are seeds within a fold; with a `fixed-test` file only
 * the seed changes, so the spread is training noise alone.
 */
export const RESAMPLINGS = ['folds', 'groups', 'given-folds', 'time', 'holdout', 'fixed-test'] as const
export type Resampling = (typeof RESAMPLINGS)[number]

export interface TrainRows {
  /** Name of the dataset. */
  readonly of: string
  readonly rows: number
}

/** What tables say of a dataset and its splits: all that a report needs besides the trials. */
export interface DatasetFacts {
  readonly name: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: Task
  /** 0 for regression. */
  readonly classes: number
  /** Names of the classes in the order of their labels, for a classification; absent in files of earlier versions. */
  readonly classNames?: readonly string[]
  /** In words. */
  readonly evaluation: string
  readonly resampling: Resampling
  /** (repeat, fold) of every split: who has each of them has all trials. */
  readonly splits: readonly (readonly [repeat: number, fold: number])[]
  /** With --train-rows: whose training rows they are, and how many are used. */
  readonly trainRows?: TrainRows
  /** Test rows of a file that stand among the training rows too; absent where none does. */
  readonly trainedTestRows?: number
  /** Words of a command line that say how the data was read; absent where nothing but the target had to be said. */
  readonly readBy?: readonly string[]
  /** What the norm of all weights was close to before training; absent in files of earlier versions. */
  readonly freshNorm?: number
  /** What may be in a cocktail there; absent where none was searched for. */
  readonly ingredients?: readonly string[]
  /** About the splits, one sentence each. */
  readonly warnings: readonly string[]
}

/** What is made of the trials; no trial depends on it. */
export interface Analysis extends Pick<AnalysisSettings, 'rope' | 'confidence'> {
  /** By rows where absent, as in files of a version without the choice; what cannot be told by rows is told by the splits. */
  readonly inference?: Inference
  /** Specification of one of the methods. */
  readonly baseline: string
  /** Metrics to show beside the one that compares. */
  readonly also?: readonly Metric[]
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
  /** Absent where there are none, as in files of earlier versions. */
  readonly yardsticks?: readonly YardstickName[]
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

/** Settings by the path of their value in an identity, which the command line spells otherwise than JSON does. */
const SPELLED: Readonly<Record<string, Setting<unknown>>> = Object.fromEntries([
  ...Object.entries({ network, training, evaluation }).flatMap(([part, { settings }]) =>
    Object.entries(settings).map(([name, setting]) => [`${part}.${name}`, setting]),
  ),
  ['average', methods.settings.average],
])

/** `training.epochs: 40 -> 20` for every setting in which two identities differ, methods, yardsticks and shard set aside. */
export function changesBetween(old: Identity, fresh: Identity): string[] {
  const before = new Map(leavesOf(old))
  const after = new Map(leavesOf(fresh))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && !/^(?:methods|yardsticks|shard)\b/.test(path))
    .map((path) => `${path}: ${before.get(path) ?? 'nothing'} -> ${after.get(path) ?? 'nothing'}`)
}

/** Plain values by their path; a list is one value, and so is a setting, as the command line writes it. */
function leavesOf(value: unknown, path = ''): [path: string, text: string][] {
  const kind = SPELLED[path]?.kind
  if (kind?.admits(value)) {
    return [[path, kind.form === 'toggle' ? String(value) : kind.words(value).join(' ')]]
  }
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
  const lost = losses(then, identity)
  if (lost !== undefined) {
    throw usageError(
      `--resume: ${path} holds ${lost}, which this run leaves out; name what the file has, and more if you like, or --force starts anew`,
    )
  }
  const differing = conflicts(then, identity)
  if (differing.length === 0) return
  throw usageError(
    `--resume: ${path} belongs to another experiment (different ${differing.join(', ')}); --force starts anew`,
  )
}

/**
 * Names of the entries that would have given other trials: all but the lists of methods and yardsticks, how many repeats there are, and how methods are
 * tuned that only one of the two has. A shard takes every so-maniest trial of the whole list, so there the list has to agree.
 */
export function conflicts(one: Identity, other: Identity): string[] {
  const isPart = one.shard !== undefined || other.shard !== undefined
  const differing = differingKeys(withoutRepeats(one), withoutRepeats(other), [
    ...(isPart ? [] : ['methods', 'yardsticks']),
    'candidates',
    // Only one of the two tunes anything.
    ...(one.nested === undefined || other.nested === undefined ? ['nested'] : []),
  ])
  const [candidates, others] = [one, other].map(candidatesOf)
  const isOther = [...candidates].some(([method, own]) => (others.get(method) ?? own) !== own)
  return isOther ? [...differing, 'candidates'] : differing
}

/** What a run would leave out of a file that it goes on with; undefined for nothing. */
function losses(then: Identity, now: Identity): string | undefined {
  const methods = textsOf(now.methods)
  const dropped = textsOf(then.methods).filter((method) => !methods.includes(method))
  if (dropped.length > 0) return `trials of ${dropped.join(', ')}`
  const yardsticks = textsOf(now.yardsticks)
  const left = textsOf(then.yardsticks).filter((name) => !yardsticks.includes(name))
  if (left.length > 0) return `trials of the yardsticks ${left.join(' and ')}`
  const [before, after] = [then, now].map(repeatsOf)
  return before > after ? `${count(before, 'repeat')} of each trial, not ${after}` : undefined
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((entry) => (typeof entry === 'string' ? presentSpec(entry) : [])) : []

const repeatsOf = ({ evaluation }: Identity): number =>
  isRecord(evaluation) && typeof evaluation.repeats === 'number' ? evaluation.repeats : 0

function withoutRepeats(identity: Identity): Identity {
  if (!isRecord(identity.evaluation)) return identity
  const { repeats: _, ...evaluation } = identity.evaluation
  return { ...identity, evaluation }
}

/** The candidates of each tuned method, as text. */
function candidatesOf({ methods, candidates }: Identity): Map<string, string> {
  const stages = Array.isArray(candidates) ? candidates : []
  return new Map(textsOf(methods).map((method, i) => [method, textOf(stages[i] ?? [])]))
}
