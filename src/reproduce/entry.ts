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
import { anything, check, number, object, oneOf, optional, record, type Shape, text } from '../util/shape.ts'
import { suggest } from '../util/suggest.ts'

export const VERDICTS = ['holds', 'does not hold', 'not established', 'shown', 'not run'] as const
/** `shown` is for claims about time, on which nothing hangs; `not run` for what nobody has run yet. */
export type Verdict = (typeof VERDICTS)[number]

/** Claims of the CS231n notes, of papers, and what this project asked itself. */
export const GROUPS = ['notes', 'paper', 'own'] as const
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
  /** What changes with --full, by run. */
  readonly full: Readonly<Record<string, RunOptions>>
  /** All are met: the claim holds. */
  readonly claim: readonly string[]
  /** All are met: it does not hold. Without them it does not hold wherever it does not hold. */
  readonly refuted: readonly string[]
  /** What was measured: text with figures in braces. */
  readonly measured: string
  /** The verdict that is recorded; with --full that of the whole scale, if there is one. */
  readonly found: Verdict
  readonly foundFull: Verdict
  /** Why it differs from the source, or what it is worth: one or two sentences. */
  readonly note: string
  /** About how long it takes on two cores, and what it holds. */
  readonly seconds: number
  readonly fullSeconds: number | null
  readonly megabytes: number
}

const shape = object({
  group: oneOf(GROUPS),
  order: number(),
  title: text,
  source: text,
  data: optional(record),
  runs: record,
  full: optional(record),
  claim: anything,
  refuted: optional(anything),
  measured: text,
  found: oneOf(VERDICTS),
  'found-full': optional(oneOf(VERDICTS)),
  note: optional(text),
  seconds: number({ above: 0 }),
  'full-seconds': optional(number({ above: 0 })),
  megabytes: number({ above: 0 }),
})

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

/** The entries that names and groups stand for, each once; a usage error for what is neither. */
export function entriesNamed(words: readonly string[]): Entry[] {
  const all = allEntries()
  const found = words.flatMap((word) => {
    const named = all.filter(({ name, group }) => name === word || group === word || word === 'all')
    if (named.length > 0) return named
    const near = suggest(word, [...GROUPS, 'all', ...all.map(({ name }) => name)])
    throw usageError(
      `reproduce ${word}: there is no such claim; ${near === undefined ? '"regbench reproduce" lists them' : `did you mean ${near}?`}`,
    )
  })
  return [...new Set(found)]
}

/** Throws a usage error that names file and place for whatever is not as it has to be. */
export function parseEntry(name: string, yaml: string): Entry {
  const refuse = (path: string, clause: string) =>
    usageError(`${fileOf(name)}: ${[path, clause].join(' ').trim()}`)
  const raw: unknown = parse(yaml)
  const known = check(shape, raw, refuse)
  const unknown = Object.keys(raw as object).find((key) => !Object.hasOwn(known, key))
  if (unknown !== undefined) throw refuse(unknown, 'is not a key of an experiment')
  const inner = (key: string, value: unknown): Readonly<Record<string, RunOptions>> => {
    const all = (value ?? {}) as Record<string, unknown>
    for (const [part, options] of Object.entries(all)) {
      if (!isRecord(options)) throw refuse(`${key}.${part}`, 'is not an object')
    }
    return all as Record<string, RunOptions>
  }
  const conditions = (value: unknown) => [value ?? []].flat().map(String)
  return {
    name,
    group: known.group,
    order: known.order,
    title: known.title,
    source: known.source,
    data: inner('data', known.data),
    runs: inner('runs', known.runs),
    full: inner('full', known.full),
    claim: conditions(known.claim),
    refuted: conditions(known.refuted),
    measured: known.measured,
    found: known.found,
    foundFull: known['found-full'] ?? 'not run',
    note: known.note ?? '',
    seconds: known.seconds,
    fullSeconds: known['full-seconds'] ?? null,
    megabytes: known.megabytes,
  }
}
