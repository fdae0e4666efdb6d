/** The house rules of docs/architecture.md, held to by reading the source. A message names file, line and rule. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cyclesOf,
  type Import,
  importsOf,
  places,
  root,
  type Source,
  source,
  sourcesBelow,
} from './conventions/source.ts'
import { assert, suite } from './harness.ts'

const src = sourcesBelow('src')
const assembly = sourcesBelow('assembly')
const tests = sourcesBelow('test')
const tools = [...sourcesBelow('bench'), ...sourcesBelow('scripts')]

interface Allowed {
  readonly imports: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[]
}

const LOWER = ['training', 'regularizers', 'optimizers', 'nn', 'core', 'data', 'settings', 'util']

/**
 * Who may import whom, room by room (a folder of src/, or a file in it): one way, from the command line down to the core.
 * Skipping a floor on the way down is allowed where a room has a reason to, and each such edge is listed.
 */
const rooms: Readonly<Record<string, Allowed>> = {
  util: { imports: [] },
  // What experiments leave behind, as plain data: whoever makes it, condenses it or shows it takes it from here.
  // Files of earlier versions spell some specifications otherwise.
  results: { imports: ['regularizers', 'settings', 'util'] },
  core: { imports: ['util'] },
  nn: { imports: ['core', 'util'] },
  optimizers: { imports: ['nn', 'core', 'util'] },
  // Stands on the registries whose names it offers, and below everything that is set.
  settings: { imports: ['optimizers', 'nn', 'core', 'util'] },
  // A hook may ask the optimizer for its rate.
  regularizers: { imports: ['settings', 'nn', 'core', 'util'], types: ['optimizers'] },
  data: { imports: ['settings', 'util'] },
  training: { imports: LOWER.filter((room) => room !== 'training') },
  statistics: { imports: ['results', 'util'] },
  models: { imports: LOWER },
  experiment: { imports: ['statistics', 'results', ...LOWER] },
  // Reads results and the specifications of their methods, and nothing else: whoever runs experiments hands them over.
  report: {
    imports: ['results', 'regularizers', 'settings', 'util'],
    types: ['experiment', 'selftest', 'bench', 'data'],
  },
  // Draws what reports tell, in the same words and roundings; specifications tell which methods are of one family.
  pictures: { imports: ['report', 'regularizers', 'statistics', 'results', 'util'], types: ['experiment'] },
  page: { imports: ['pictures', 'report', 'results', 'util'] },
  selftest: { imports: ['experiment', 'statistics', 'results', ...LOWER] },
  bench: { imports: ['experiment', ...LOWER] },
  commands: {
    imports: [
      'bench',
      'experiment',
      'report',
      'pictures',
      'page',
      'selftest',
      'models',
      'statistics',
      'results',
      ...LOWER,
    ],
  },
  'cli.ts': { imports: ['commands', 'settings', 'util'] },
  // The command line's options and defaults as plain data, for programs.
  library: { imports: ['experiment', 'models', 'results', ...LOWER] },
  'index.ts': { imports: ['library', 'experiment', 'models', 'results', ...LOWER] },
}

/** Where a package may be imported: folders end in a slash. Packages not listed are not imported at all. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@fontsource/dejavu-sans': ['src/pictures/raster.ts'],
  '@resvg/resvg-wasm': ['src/pictures/raster.ts'],
  chalk: ['src/report/', 'src/cli.ts'],
  'cli-table3': ['src/report/', 'src/cli.ts'],
  commander: ['src/commands/', 'src/cli.ts'],
  'csv-parse': ['src/data/read/csv.ts'],
  bullmq: ['src/experiment/queue/'],
  cephes: ['src/statistics/'],
  ioredis: ['src/experiment/queue/'],
  pbf: ['src/models/'],
  vega: ['src/pictures/'],
  'vega-lite': ['src/pictures/'],
  'vega-tooltip': ['src/page/'],
  'fast-png': ['src/pictures/'],
  'fastest-levenshtein': ['src/util/suggest.ts'],
  valibot: ['src/util/shape.ts'],
  yaml: ['src/commands/config.ts'],
  'write-file-atomic': ['src/results/appendFile.ts', 'src/util/wholeFile.ts'],
}

/** Rooms on which the bits of a result depend. */
const EXACT = /^src\/(training|nn|core|regularizers|optimizers|data|experiment)\//

/** IEEE 754 or ECMAScript fixes every bit of these; all other functions of Math differ between engines. */
const EXACT_MATH = [
  'PI',
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
]

/** Tests may be longer: they are lists of cases. */
const MOST_LINES = { product: 400, tests: 800 }

const roomOf = (path: string): string => path.split('/')[1]
const isUnder = (path: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) => (entry.endsWith('/') ? path.startsWith(entry) : path === entry))
const at = ({ from, line, specifier }: Import): string => `${from.path}:${line}: '${specifier}'`

/** Fails with everything that breaks the rule, a line each. */
const none = (broken: readonly string[], rule: string): void => assert.equal(broken, [], rule)

suite('conventions: reading source', (test) => {
  test('sees static, type-only, side-effect, re-exporting and dynamic imports, and no others', () => {
    const text = `import { a } from './a.ts'
import type { b } from '../b.ts'
import { type c } from './c.ts'
import './d.ts'
export { e } from './e.ts'
export type { f } from './f.ts'
import {
  g,
} from 'g'
// import { no } from './comment.ts'
/* import { no } from './comment.ts' */
const h = await import('./h.ts')
`
    assert.equal(
      importsOf(source('src/x/y.ts', text)).map(({ target, specifier, line, typeOnly }) =>
        [target ?? specifier, line, typeOnly ? 'type' : 'value'].join(' '),
      ),
      [
        'src/x/a.ts 1 value',
        'src/b.ts 2 type',
        'src/x/c.ts 3 value',
        'src/x/d.ts 4 value',
        'src/x/e.ts 5 value',
        'src/x/f.ts 6 type',
        'g 7 value',
        'src/x/h.ts 12 value',
      ],
    )
  })

  test('finds a cycle and names its way', () => {
    const imports = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
    ].flatMap(([from, to]) => importsOf(source(`src/${from}.ts`, `import { x } from './${to}.ts'\n`)))
    assert.equal(cyclesOf(imports), ['src/b.ts -> src/c.ts -> src/b.ts'])
    assert.equal(cyclesOf(imports.slice(0, 2)), [])
  })
})

suite('conventions: imports', (test) => {
  const imports = src.flatMap(importsOf)

  test('every room of src/ is in the table', () => {
    none(
      src.filter(({ path }) => rooms[roomOf(path)] === undefined).map(({ path }) => path),
      'Rooms without a line in the table of allowed imports:',
    )
  })

  test('imports run one way, room by room', () => {
    const broken = imports.flatMap((entry) => {
      if (entry.target === undefined) return []
      const from = roomOf(entry.from.path)
      const to = roomOf(entry.target)
      const { imports: values, types = [] } = rooms[from] ?? { imports: [] }
      if (from === to || values.includes(to)) return []
      if (types.includes(to) && entry.typeOnly) return []
      const rule = types.includes(to)
        ? `${from} imports only types from ${to}`
        : `${from} does not import ${to}`
      return [`${at(entry)}: ${rule}`]
    })
    none(broken, 'Imports against the table of rooms:')
  })

  test('no import leaves src/ or names a file that is not there', () => {
    const paths = new Set(src.map(({ path }) => path))
    none(
      imports.filter(({ target }) => target !== undefined && !paths.has(target)).map(at),
      'Relative imports name a .ts file of src/:',
    )
  })

  test('no module imports itself by way of others', () => {
    none(cyclesOf(imports), 'Cycles of imports, types counted:')
  })

  test('each package is imported where it belongs', () => {
    const broken = imports.filter(({ from, target, specifier }) => {
      const isPackage = target === undefined && !specifier.startsWith('node:')
      return isPackage && !isUnder(from.path, packages[specifier] ?? [])
    })
    none(broken.map(at), 'Packages imported outside the places that the table gives them:')
  })

  test('package.json lists the packages that are used, and no others', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const used = Object.keys(packages).filter((name) => src.some(({ code }) => code.includes(`'${name}'`)))
    assert.equal(Object.keys({ ...dependencies, ...peerDependencies }).sort(), used.sort())
  })

  test('assembly/ imports nothing outside itself', () => {
    const inside = new Set(assembly.map(({ path }) => path))
    const broken = assembly
      .flatMap(importsOf)
      .filter(({ target }) => target === undefined || !(inside.has(`${target}.ts`) || inside.has(target)))
    none(broken.map(at), 'Imports out of assembly/:')
  })
})

suite('conventions: numbers', (test) => {
  test('nothing draws random numbers from the host', () => {
    none(
      [...src, ...assembly, ...tests, ...tools].flatMap((file) => places(file, /\bMath\s*\.\s*random\b/g)),
      'Randomness is counter-based and seeded:',
    )
  })

  test('results use only the functions of Math that are exact everywhere', () => {
    const inexact = new RegExp(`\\bMath\\.(?!(?:${EXACT_MATH.join('|')})\\b)\\w+`, 'g')
    none(
      src.filter(({ path }) => EXACT.test(path)).flatMap((file) => places(file, inexact)),
      'Engines differ in the last bits of:',
    )
  })

  test('results use ** only for squares and for constants', () => {
    // `x ** 2` is one rounding; V8 itself gave other powers different bits in different versions.
    const power = /[\w.)\]]+ \*\* (?!2\b)\S+/g
    const isConstant = (place: string) => /: 2 \*\* -?\d+\W*$/.test(place)
    none(
      src
        .filter(({ path }) => EXACT.test(path))
        .flatMap((file) => places(file, power))
        .filter((place) => !isConstant(place)),
      'Powers that an engine may round its own way:',
    )
  })

  test('nothing depends on the language or the place of the machine', () => {
    none(
      src.flatMap((file) => places(file, /\.(?:localeCompare|toLocale\w+)\b|\bIntl\./g)),
      'Output is the same everywhere:',
    )
  })
})

suite('conventions: tests', (test) => {
  const files = tests.filter(({ path }) => path.endsWith('.test.ts'))

  test('only the harness imports uvu', () => {
    const broken = [...tests, ...tools]
      .flatMap(importsOf)
      .filter(({ specifier, from }) => /^uvu\b/.test(specifier) && from.path !== 'test/harness.ts')
    none(broken.map(at), 'uvu passes a file that forgets to run its tests; import ../harness.ts instead:')
  })

  test('every test file calls suite, and no test is left out or alone', () => {
    none(
      files.filter(({ code }) => !/^\s*suite\(/m.test(code)).map(({ path }) => path),
      'Test files without a suite:',
    )
    none(
      files.flatMap((file) => places(file, /\b(?:test|suite)\.(?:only|skip)\b/g)),
      'Tests that leave others, or themselves, out:',
    )
  })

  test('no test relies on a hook', () => {
    none(
      files.flatMap((file) => places(file, /\btest\.(?:before|after)\b/g)),
      'uvu passes a suite whose hook throws, without running its tests:',
    )
  })

  test('every test file stands where its subject stands', () => {
    const others =
      /^test\/(?:reference|conformance|cli|golden|package|docs|faults|fuzz|queue)\/|^test\/conventions\.test\.ts$/
    const broken = files.filter(({ path }) => {
      const subject = path.replace(/^test\//, '').replace(/\.test\.ts$/, '')
      return (
        !others.test(path) &&
        ![`src/${subject}.ts`, `${subject}.ts`].some((candidate) => existsSync(join(root, candidate)))
      )
    })
    none(
      broken.map(({ path }) => path),
      'test/a/b.test.ts tests src/a/b.ts or a/b.ts; these have no such file:',
    )
  })
})

suite('conventions: files', (test) => {
  test('no file is long', () => {
    const long = (files: readonly Source[], most: number) =>
      files
        .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
        .filter(({ lines }) => lines > most)
        .map(({ path, lines }) => `${path}: ${lines} lines, at most ${most}`)
    none(
      [...long([...src, ...assembly, ...tools], MOST_LINES.product), ...long(tests, MOST_LINES.tests)],
      'Files with more than one idea:',
    )
  })

  test('the lockfile says what is installed, not from where', () => {
    const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const entries = Object.entries<{ resolved?: string; integrity?: string; link?: boolean }>(locked)
    none(
      entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name),
      'Locked with the address of a registry:',
    )
    none(
      entries.filter(([name, { integrity }]) => name !== '' && integrity === undefined).map(([name]) => name),
      'Locked without a hash:',
    )
  })
})
