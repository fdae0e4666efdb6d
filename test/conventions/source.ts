/** Reads the repository's own source text for test/conventions.test.ts: files, imports and lines, without a compiler. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
  /** The text with comments blanked out; every line keeps its number. */
  readonly code: string
}

export interface Import {
  readonly from: Source
  readonly line: number
  /** As written. */
  readonly specifier: string
  /** The file, from the root, for a relative specifier; undefined for a package. */
  readonly target: string | undefined
  /** Erased by the compiler: `import type`. Not so `import { type X }`, which still loads the module. */
  readonly typeOnly: boolean
}

/** All TypeScript files below a folder of the repository. */
export function sourcesBelow(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => source(path, readFileSync(join(root, path), 'utf8')))
}

export const source = (path: string, text: string): Source => ({ path, text, code: withoutComments(text) })

/** Comments open at the start of a line or after a space here, so that "https://" is none. */
function withoutComments(text: string): string {
  const newlines = (comment: string) => comment.replace(/[^\n]/g, ' ')
  return text.replace(/\/\*[\s\S]*?\*\//g, newlines).replace(/(^|\s)\/\/.*$/gm, newlines)
}

const STATIC = /^(?:import|export)\s+(type\s)?[^'"()]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g

export function importsOf(from: Source): Import[] {
  const found = (index: number, specifier: string, typeOnly: boolean): Import => ({
    from,
    line: lineAt(from.code, index),
    specifier,
    target: specifier.startsWith('.') ? join(dirname(from.path), specifier).replaceAll('\\', '/') : undefined,
    typeOnly,
  })
  return [
    ...[...from.code.matchAll(STATIC)].map((m) => found(m.index, m[2] ?? m[3], m[1] !== undefined)),
    ...[...from.code.matchAll(DYNAMIC)].map((m) => found(m.index, m[1], false)),
  ]
}

/** Every match in the code (comments aside) as `path:line: text`. */
export const places = ({ path, code }: Source, pattern: RegExp): string[] =>
  [...code.matchAll(pattern)].map((match) => `${path}:${lineAt(code, match.index)}: ${match[0]}`)

/** 1-based. */
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

export interface FunctionSpan {
  /** Where it begins, 1-based. */
  readonly line: number
  readonly lines: number
}

/** What opens a block and is not a function. */
const OTHER_BLOCK =
  /^(?:\} )?(?:if|else|for|while|do|switch|try|catch|finally|class|interface)\b|^export (?:abstract )?class\b/

/** Functions, methods and arrows with a body of several lines, as the formatter lays them out: by their indentation. */
export function functionsOf({ code }: Source): FunctionSpan[] {
  const lines = code.split('\n')
  const indentOf = (line: string): number => line.search(/\S/)
  return lines.flatMap((line, opening) => {
    if (!/(?:=>|\)(?:: .+)?) \{$/.test(line)) return []
    const indent = indentOf(line)
    // A signature of several lines ends in one that begins with ")".
    let first = opening
    if (/^\s*\)/.test(line)) {
      do first--
      while (indentOf(lines[first]) !== indent)
    }
    if (OTHER_BLOCK.test(lines[first].trim())) return []
    const length = lines
      .slice(opening + 1)
      .findIndex((other) => indentOf(other) === indent && /^\s*\}/.test(other))
    return [{ line: first + 1, lines: opening + 1 + length - first + 1 }]
  })
}

/** The cycles of a graph of imports, each as a path back to its start; empty when there is none. */
export function cyclesOf(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>()
  for (const { from, target } of imports) {
    if (target !== undefined) targets.set(from.path, [...(targets.get(from.path) ?? []), target])
  }
  const cycles: string[] = []
  const finished = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '))
    if (start >= 0 || finished.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    finished.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return cycles
}
