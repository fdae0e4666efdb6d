/**
 * Builds the core (build/*.wasm), the program (dist/) and its bytecode (build/code), each only where it is out of date: `npm ci`
 * builds, and `npm test` right after it has nothing left to do. "Up to date" compares contents, not times: the stamp of the last build is a hash
 * over its inputs and outputs, so a deleted source, a file built by hand and a half-finished build are all noticed.
 *
 *     node scripts/build.js [core] [cli] [code] [--check]
 *
 * Without a name all are built. `--check` builds nothing and exits 1 when something is out of date.
 * JavaScript, because it runs before anything is built.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { bundle } from './bundle.js'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const TARGETS = ['strict', 'relaxed', 'debug']

const parts = {
  core: {
    inputs: ['assembly', 'asconfig.json', 'package-lock.json', 'scripts/build.js'],
    outputs: TARGETS.map((target) => `build/${target}.wasm`),
    build: buildCore,
  },
  cli: {
    inputs: [
      'src',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
      'scripts/build.js',
      'scripts/bundle.js',
    ],
    outputs: ['dist'],
    build: buildCli,
  },
  code: {
    inputs: ['dist/bundle', 'build/strict.wasm', 'bin', 'scripts/codeCache.cjs'],
    outputs: ['help', 'program', 'worker'].map(
      (name) => `build/code/${name}-${process.version}-${process.arch}.bin`,
    ),
    build: keepBytecode,
  },
}

/** One process for all targets: the compiler's own start is most of the time that one takes. */
async function buildCore() {
  for (const target of TARGETS) {
    // AS112 warns that v128 cannot be passed to JavaScript, which no export of index.ts does.
    const { error, stderr } = await asc.main([
      'assembly/index.ts',
      '--target',
      target,
      '--disableWarning',
      '112',
    ])
    process.stderr.write(stderr.toString())
    // The compiler has said what is wrong.
    if (error) process.exit(1)
  }
}

/** From an empty folder, so that a build never ships the output of a source file that is gone. */
async function buildCli() {
  rmSync('dist', { recursive: true, force: true })
  const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  // What a page carries is read as it is, and compiled by nobody.
  for (const name of ['page.js', 'page.css']) {
    mkdirSync('dist/page/browser', { recursive: true })
    copyFileSync(`src/page/browser/${name}`, `dist/page/browser/${name}`)
  }
  await bundle(join(process.cwd(), 'dist/bundle'))
}

/** What this Node makes of the bundles, so that it need not again. Without it the program starts a little later. */
function keepBytecode() {
  rmSync('build/code', { recursive: true, force: true })
  const { status, stderr } = spawnSync(process.execPath, ['scripts/codeCache.cjs', 'build/code'], {
    encoding: 'utf8',
  })
  if (status === 0) return
  console.error(stderr)
  process.exit(1)
}

/** Hash of the paths and contents below `roots`; a missing root counts as such. */
function fingerprint(roots) {
  const hash = createHash('sha256')
  for (const file of roots.flatMap(filesBelow))
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesBelow(root) {
  if (!existsSync(root)) return []
  if (!statSync(root).isDirectory()) return [root]
  return readdirSync(root)
    .sort()
    .flatMap((name) => filesBelow(join(root, name)))
}

const stampOf = (name) => `build/${name}.stamp`

function isUpToDate(name) {
  const { inputs, outputs } = parts[name]
  return (
    existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === fingerprint([...inputs, ...outputs])
  )
}

const args = process.argv.slice(2)
const names = args.filter((arg) => arg !== '--check')
for (const name of names.length > 0 ? names : Object.keys(parts)) {
  if (isUpToDate(name)) continue
  if (args.includes('--check')) {
    console.error(`${name} is out of date: npm run build`)
    process.exitCode = 1
    continue
  }
  const { inputs, outputs, build } = parts[name]
  rmSync(stampOf(name), { force: true })
  // Sources may change while they are built: the stamp must not speak of ones the output does not hold.
  const before = fingerprint(inputs)
  await build()
  mkdirSync('build', { recursive: true })
  if (fingerprint(inputs) === before) writeFileSync(stampOf(name), fingerprint([...inputs, ...outputs]))
}
