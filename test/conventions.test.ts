/** The house rules of docs/architecture.md, held to by reading the source. A message names file, line and rule. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roomOf, rooms } from '../scripts/rooms.ts'
import {
  cyclesOf,
  functionsOf,
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
const tools = sourcesBelow('scripts')

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
  vega: ['src/pictures/', 'src/page/browser/'],
  'vega-lite': ['src/pictures/'],
  'vega-tooltip': ['src/page/'],
  'fast-png': ['src/pictures/'],
  'fastest-levenshtein': ['src/util/suggest.ts'],
  valibot: ['src/util/shape.ts'],
  yaml: ['src/commands/config.ts', 'src/reproduce/entry.ts'],
  'write-file-atomic': ['src/results/appendFile.ts', 'src/util/wholeFile.ts'],
}

/** Rooms on which the bits of a result depend. */
const EXACT = /^src\/(training|nn|core|metrics|regularizers|optimizers|data|experiment)\//

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
const MAX_LINES = { product: 400, tests: 800 }

const MAX_FUNCTION_LINES = 80

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

  test('sees functions, methods and arrows by their first and last lines, and no other blocks', () => {
    const text = `export async function a(
  x: number,
): Promise<void> {
  if (x) {
    run(() => {
      x()
    })
  }
}

class B extends C(d) {
  method(): void {
    for (const x of y) {
      x()
    }
  }
}

const d = {
  e: (x) => ({ x }),
  f(
    x: number,
  ) {
    return x
  },
}

const g = (
  x: number,
): number[] => {
  return []
}
`
    assert.equal(
      functionsOf(source('src/x.ts', text)).map(({ line, lines }) => [line, lines]),
      [
        [1, 9],
        [5, 3],
        [12, 5],
        [21, 5],
        [28, 5],
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

  /** What a room imports from others, by the path of the other: whether any of it is there at run time. */
  const edges = new Map(rooms.map(({ path }) => [path, new Map<string, boolean>()]))
  for (const { from, target, typeOnly } of imports) {
    const [room, other] = [roomOf(from.path), target === undefined ? undefined : roomOf(target)]
    if (room === undefined || other === undefined || room === other) continue
    const own = edges.get(room.path)!
    own.set(other.path, own.get(other.path) === true || !typeOnly)
  }

  test('every file of src/ is in a room of the table', () => {
    none(
      src.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path),
      'Files that no room of scripts/rooms.ts holds:',
    )
  })

  test('a room stands on rooms before it in the table', () => {
    const broken = rooms.flatMap(({ path, imports, types = [] }, position) =>
      [...imports, ...types]
        .filter((other) => !rooms.slice(0, position).some((room) => room.path === other))
        .map((other) => `${path} stands on ${other}, which does not stand before it`),
    )
    none(broken, 'Circles in scripts/rooms.ts:')
  })

  test('a room imports from the rooms that the table gives it', () => {
    const broken = imports.flatMap((entry) => {
      const [from, to] = [roomOf(entry.from.path), entry.target && roomOf(entry.target)]
      if (!from || !to || from === to || from.imports.includes(to.path)) return []
      const isType = from.types?.includes(to.path) === true
      if (isType && entry.typeOnly) return []
      return [`${at(entry)}: ${from.path} imports ${isType ? 'only types' : 'nothing'} from ${to.path}`]
    })
    none(broken, 'Imports against scripts/rooms.ts:')
  })

  test('the table gives no room more than it takes', () => {
    const broken = rooms.flatMap(({ path, imports, types = [] }) => [
      ...imports
        .filter((other) => edges.get(path)!.get(other) !== true)
        .map(
          (other) =>
            `${path} imports ${edges.get(path)!.has(other) ? 'only types' : 'nothing'} from ${other}`,
        ),
      ...types
        .filter((other) => !edges.get(path)!.has(other))
        .map((other) => `${path} imports nothing from ${other}`),
    ])
    none(broken, 'Arrows in scripts/rooms.ts that no import needs:')
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

  test('only the harness, and what runs the files, imports uvu', () => {
    const allowed = ['test/harness.ts', 'scripts/run-tests-process.ts']
    const broken = [...tests, ...tools]
      .flatMap(importsOf)
      .filter(({ specifier, from }) => /^uvu\b/.test(specifier) && !allowed.includes(from.path))
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
        ![`src/${subject}.ts`, `src/${subject}.js`, `${subject}.ts`, `${subject}.js`].some((candidate) =>
          existsSync(join(root, candidate)),
        )
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
      [...long([...src, ...assembly, ...tools], MAX_LINES.product), ...long(tests, MAX_LINES.tests)],
      'Files with more than one idea:',
    )
  })

  test('no function of src/ is long', () => {
    const long = src.flatMap((file) =>
      functionsOf(file)
        .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
        .map(({ line, lines }) => `${file.path}:${line}: ${lines} lines, at most ${MAX_FUNCTION_LINES}`),
    )
    none(long, 'Functions with more than one idea:')
  })

  test('no setting is taken from raw options by a cast', () => {
    none(
      src.flatMap((file) => places(file, /\b(?:raw|options|opts|given)(?:\.\w+|\[[^\]]*\])+!? as \w+/g)),
      'The tables of src/settings/ give values their types:',
    )
  })

  test('saved trials name no folder of the machine they come from', () => {
    const saved = readdirSync(join(root, 'experiments'), { encoding: 'utf8', recursive: true })
      .filter((path) => path.endsWith('.experiment.json'))
      .map((path) => ({ path, text: readFileSync(join(root, 'experiments', path), 'utf8') }))
    assert.ok(saved.length > 0)
    none(
      saved.filter(({ text }) => /"(?:\/|[A-Za-z]:\\)/.test(text)).map(({ path }) => path),
      'Recorded with --out outside of the repository:',
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
