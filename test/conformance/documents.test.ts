/** What the documents and `--help` say is tried on the program: command lines, methods, links and paths. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import type { AnyCommand } from '../../src/commands/command.ts'
import { declare } from '../../src/commands/declare.ts'
import { type CommandEntry, commands } from '../../src/commands/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { parseTemplate } from '../../src/regularizers/template.ts'
import { assert, suite } from '../harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Document {
  readonly path: string
  readonly text: string
}

const documents: Document[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** The bodies of fenced blocks in a language. */
const blocks = ({ text }: Document, language: string): string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body]) => body)

/** The text without fenced blocks, whose brackets are no links. */
const prose = ({ text }: Document): string => text.replace(/^```[\s\S]*?^```$/gm, '')

/** Arguments of every `regbench ...` in a shell block: one for each command of a pipeline, redirections left out. */
function invocations(shell: string): string[][] {
  return shell
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(?:^|\s)#.*$/, '').split(/\s*(?:&&|\|\||[|;])\s*/))
    .map((command) => command.replace(/\s+\d?>+\s*\S+/g, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [])
    .map((words) => words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2')))
    .map((words) => (words[0] === 'npx' ? words.slice(1) : words))
    .map((words) => (words[0] === 'node' && words[1] === 'bin/regbench.js' ? words.slice(1) : words))
    .filter(([program]) => program === 'regbench' || program === 'bin/regbench.js')
    .map(([, ...args]) => args)
}

const definitions = new Map<string, AnyCommand>(
  await Promise.all(
    Object.entries<CommandEntry>(commands).map(async ([name, { load }]) => [name, await load()] as const),
  ),
)

/** Takes a command line as commander would, running nothing; throws for what it would refuse. */
function parse([name, ...args]: string[]): void {
  if (name.startsWith('-') || name === 'help') return
  const definition = definitions.get(name)
  if (definition === undefined) throw new Error(`there is no command ${name}`)
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => {} })
  declare(command, definition)
  command.allowExcessArguments(false).action(() => {})
  command.parse(args, { from: 'user' })
  const { method = [], scan = [], list = [], tune } = command.opts()
  // Where values are filled in, a method may leave them out.
  const leavesOpen = name === 'tune' || scan.length + list.length > 0 || tune !== undefined
  for (const spec of [method].flat() as string[]) (leavesOpen ? parseTemplate : parseMethod)(spec)
}

/** How GitHub names the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (document: Document): Set<string> =>
  new Set([...prose(document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading)))

function assertTaken(lines: readonly string[][]): void {
  for (const line of lines) {
    try {
      parse(line)
    } catch (error) {
      assert.unreachable(`regbench ${line.join(' ')}: ${(error as Error).message}`)
    }
  }
}

suite('conformance: documents', (test) => {
  test('every command line in a shell block is one that the program takes', () => {
    const lines = documents.flatMap((document) => blocks(document, 'sh').flatMap(invocations))
    assert.ok(lines.length >= 10, 'the documents show command lines')
    assertTaken(lines)
  })

  for (const [name, { examples }] of definitions) {
    test(`every example of ${name} --help is one that the program takes`, () => {
      const lines = examples.flatMap(([line]) => invocations(line))
      assert.ok(lines.some(([command]) => command === name))
      assertTaken(lines)
    })
  }

  test('every method in the README grammar is one that the program takes', () => {
    const [grammar] = blocks(documents[0], 'text').filter((body) => body.startsWith('none '))
    const specs = grammar
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s{2,}/)[0])
    assert.ok(specs.length >= 5)
    for (const spec of specs) assert.not.throws(() => parseMethod(spec), undefined, spec)
  })

  test('every link leads to a file and a heading that are there', () => {
    for (const document of documents) {
      for (const [, target] of prose(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [path, anchor] = target.split('#')
        const file = path === '' ? document.path : join(dirname(document.path), path)
        assert.ok(existsSync(join(root, file)), `${document.path} links to ${target}`)
        if (anchor === undefined) continue
        const text = readFileSync(join(root, file), 'utf8')
        assert.ok(anchorsOf({ path: file, text }).has(anchor), `${document.path} links to ${target}`)
      }
    }
  })

  test('every path of the repository that is named in code quotes is there', () => {
    // NAME and * stand for something; build/ and dist/ are made.
    const path = /`((?:\.ci|assembly|bin|datasets|docs|scripts|src|test)\/[\w./-]*)`/g
    for (const document of documents) {
      for (const [, named] of document.text.matchAll(path)) {
        if (/[A-Z]{4}/.test(named) && !named.endsWith('.md')) continue
        assert.ok(existsSync(join(root, named)), `${document.path} names ${named}`)
      }
    }
  })
})
