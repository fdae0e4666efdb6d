/**
 * One claim that can be run: the file experiments/NAME/experiment.yaml. It says what is claimed and where, what is run, the
 * condition that is met when the claim holds, and the verdict that was found last time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { usageError } from '../util/errors.ts'
import { isRecord } from '../util/json.ts'
import {
  anything,
  check,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from '../util/shape.ts'
import { suggest } from '../util/suggest.ts'

export const VERDICTS = ['holds', 'does not hold', 'not established', 'shown', 'not run'] as const
/** `shown` is for claims about time, on which nothing hangs; `not run` for what nobody has run yet. */
export type Verdict = (typeof VERDICTS)[number]

/** Claims of the CS231n notes, of papers, and what this project asked itself. */
export const GROUPS = ['notes', 'paper', 'own'] as const

/** Claims that a mistyped name is answered with, at most. */
const MAX_NAMED = 6
export type Group = (typeof GROUPS)[number]

/** The options of one run, by the long names that the command line has, and what is run: a command, or a measure. */
export type RunOptions = Readonly<Record<string, unknown>>

export interface Entry {
  readonly name: string
  readonly group: Group
  /** Place in the list of its group. */
  readonly order: number
  /** The claim, in one sentence of our own. */
  readonly title: string
  /** Document and section. */
  readonly source: string
  /** Tables made of others, by the name that runs give as data. */
  readonly data: Readonly<Record<string, RunOptions>>
  readonly runs: Readonly<Record<string, RunOptions>>
  /** All are met: the claim holds. */
  readonly claim: readonly string[]
  /** All are met: it does not hold. Without them it does not hold wherever it does not hold. */
  readonly refuted: readonly string[]
  /** What was measured: text with figures in braces. */
  readonly measured: string
  /** Figures of the source, each beside one of ours. */
  readonly published: readonly Published[]
  /** The column of the sentence that is drawn; null for the one it has most figures of. */
  readonly picture: string | null
  /** The verdict that is recorded. */
  readonly found: Verdict
  /** The commit whose program was run; null where every commit gives the same within seconds. */
  readonly commit: string | null
  /** Why it differs from the source, or what it is worth: one or two sentences. */
  readonly note: string
  /** About how long it takes on two cores, and what it holds. */
  readonly seconds: number
  readonly megabytes: number
  readonly isFull: boolean
  /** The same claim at the scale of its source, or as near to it as anybody went; null where that is this one. */
  readonly full: Entry | null
}

/** A figure of the source: what it is about, its value there, and ours as in the sentence of what was measured. */
export interface Published {
  readonly what: string
  readonly paper: number
  readonly here: string
}

const published = list(object({ what: text, paper: number(), here: text }))

/** What is another at full scale; what is left out is that of the reduced one. */
const scale = {
  data: optional(record),
  claim: optional(anything),
  refuted: optional(anything),
  measured: optional(text),
  published: optional(published),
  picture: optional(text),
  found: oneOf(VERDICTS),
  commit: optional(text),
  note: optional(text),
  seconds: number({ above: 0 }),
  megabytes: optional(number({ above: 0 })),
}

const shape = object({
  ...scale,
  group: oneOf(GROUPS),
  order: number(),
  title: text,
  source: text,
  runs: record,
  full: optional(record),
  claim: anything,
  measured: text,
  megabytes: number({ above: 0 }),
})

/** Runs say the options in which they differ from those of that name. Null takes an option, or a run, away. */
const fullShape = object({ ...scale, runs: optional(record) })

/** The folder of experiments, in a clone and in an installed package. */
export const experimentsFolder = fileURLToPath(new URL('../../experiments/', import.meta.url))

const FILE = 'experiment.yaml'

/** How messages name the file of an entry. */
export const fileOf = (name: string): string => `experiments/${name}/${FILE}`

/** What a part of the file at `place` has to say; throws a usage error that names the place. */
export const checkPart = <T>(shape: Shape<T>, part: unknown, place: string): T =>
  check(shape, part, (key, clause) => usageError(`${place}: ${`${key} ${clause}`.trim()}`))

/** The names of all that can be reproduced. */
export const entryNames = (): string[] =>
  readdirSync(experimentsFolder, { withFileTypes: true })
    .filter(
      (folder) => folder.isDirectory() && readdirSync(join(experimentsFolder, folder.name)).includes(FILE),
    )
    .map(({ name }) => name)
    .sort()

/** All entries: those of the notes in the order of the notes, then papers, then our own. */
export const allEntries = (): Entry[] =>
  entryNames()
    .map(readEntry)
    .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order)

export const readEntry = (name: string): Entry =>
  parseEntry(name, readFileSync(join(experimentsFolder, name, FILE), 'utf8'))

/** What to write instead: the claims that hold the word, or the name that is nearest to it. */
function remedyFor(word: string, all: readonly Entry[]): string {
  const names = all.map(({ name }) => name)
  const holding = word === '' ? [] : names.filter((name) => name.includes(word.toLowerCase()))
  if (holding.length > 0 && holding.length <= MAX_NAMED) return `did you mean ${holding.join(', ')}?`
  const near = suggest(word, [...GROUPS, 'all', ...names])
  return near === undefined ? '"regbench reproduce" lists them' : `did you mean ${near}?`
}

/** The entries that names and groups stand for, each once; a usage error for what is neither. */
export function entriesNamed(words: readonly string[]): Entry[] {
  const all = allEntries()
  const found = words.flatMap((word) => {
    const named = all.filter(({ name, group }) => name === word || group === word || word === 'all')
    if (named.length > 0) return named
    throw usageError(`reproduce ${JSON.stringify(word)}: there is no such claim; ${remedyFor(word, all)}`)
  })
  return [...new Set(found)]
}

/** Throws a usage error that names file and place for whatever is not as it has to be. */
export function parseEntry(name: string, yaml: string): Entry {
  const refuse = (path: string, clause: string) =>
    usageError(`${fileOf(name)}: ${[path, clause].join(' ').trim()}`)
  const known = checkKeys(shape, parse(yaml), '', refuse)
  const inner = (key: string, value: unknown): Readonly<Record<string, RunOptions>> => {
    const all = (value ?? {}) as Record<string, unknown>
    for (const [part, options] of Object.entries(all)) {
      if (!isRecord(options)) throw refuse(`${key}.${part}`, 'is not an object')
    }
    return all as Record<string, RunOptions>
  }
  const conditions = (value: unknown) => [value ?? []].flat().map(String)
  const entry = {
    name,
    group: known.group,
    order: known.order,
    title: known.title,
    source: known.source,
    data: inner('data', known.data),
    runs: inner('runs', known.runs),
    claim: conditions(known.claim),
    refuted: conditions(known.refuted),
    measured: known.measured,
    published: known.published ?? [],
    picture: known.picture ?? null,
    found: known.found,
    commit: known.commit ?? null,
    note: known.note ?? '',
    seconds: known.seconds,
    megabytes: known.megabytes,
    isFull: false,
    full: null,
  }
  if (known.full === undefined) return entry
  const full = checkKeys(fullShape, known.full, 'full', refuse)
  const changes = full.runs ?? {}
  const kept = Object.keys({ ...entry.runs, ...changes }).filter((run) => changes[run] !== null)
  const changed = inner('full.runs', Object.fromEntries(kept.map((run) => [run, changes[run] ?? {}])))
  return {
    ...entry,
    full: {
      ...entry,
      data: { ...entry.data, ...inner('full.data', full.data) },
      runs: Object.fromEntries(
        Object.entries(changed).map(([run, options]) => [run, changedOptions(entry.runs[run], options)]),
      ),
      claim: full.claim === undefined ? entry.claim : conditions(full.claim),
      refuted: full.refuted === undefined ? entry.refuted : conditions(full.refuted),
      measured: full.measured ?? entry.measured,
      published: full.published ?? entry.published,
      picture: full.picture ?? entry.picture,
      found: full.found,
      commit: full.commit ?? null,
      note: full.note ?? '',
      seconds: full.seconds,
      megabytes: full.megabytes ?? entry.megabytes,
      isFull: true,
    },
  }
}

/** Options of the one in the place of those of the other; null takes an option away. */
const changedOptions = (options: RunOptions, changes: RunOptions): RunOptions =>
  Object.fromEntries(Object.entries({ ...options, ...changes }).filter(([, value]) => value !== null))

/** Takes what has the shape and no key besides. */
function checkKeys<T extends object>(
  wanted: Shape<T>,
  given: unknown,
  place: string,
  refuse: (path: string, clause: string) => Error,
): T {
  const path = (key: string) => [place, key].filter(Boolean).join('.')
  const known = check(wanted, given, (key, clause) => refuse(path(key), clause))
  const unknown = Object.keys(given as object).find((key) => !Object.hasOwn(known, key))
  if (unknown !== undefined) throw refuse(path(unknown), 'is not a key of an experiment')
  return known
}
