/**
 * Keeps the bytecode of the bundles, for the Node that runs this: node scripts/codeCache.cjs FOLDER. It runs the program, so that
 * what is kept are the functions that a run calls; V8 compiles a function when it is first called.
 */
const { mkdirSync, renameSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const threads = require('node:worker_threads')
const load = require('../bin/load.js')

const RUNS = {
  help: [['--help']],
  program: [
    ['describe', 'iris'],
    ['compare', 'iris', '--epochs', '1', '--jobs', '1'],
  ],
}

/** In place of the modules of those names. */
const replacements = {
  'node:worker_threads': {
    ...threads,
    // The workers of this run are to keep their bytecode too.
    Worker: class extends threads.Worker {
      constructor(script, options) {
        const isOurs = `${script}`.endsWith('/bin/worker.js')
        super(isOurs ? __filename : script, isOurs ? { ...options, argv: [folder] } : options)
      }
    },
  },
  // Bytecode is refused where flags differ from those it was made with, and it is loaded before any is set.
  'node:v8': { ...require('node:v8'), setFlagsFromString: () => {} },
}

const folder = process.argv[2]
const bundle = (name) => join(__dirname, `../dist/bundle/${name}.cjs`)

function run(script, file) {
  const loaded = { exports: {} }
  const required = createRequire(file)
  const require = (name) => replacements[name] ?? required(name)
  script.runInThisContext()(loaded.exports, require, loaded, file, dirname(file))
  return loaded.exports
}

/** Whole or not at all: a worker may be ended at any moment. */
function keep(name, script) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}-${process.version}-${process.arch}.bin`)
  writeFileSync(`${path}.part`, script.createCachedData())
  renameSync(`${path}.part`, path)
}

async function keepPrograms() {
  for (const [name, runs] of Object.entries(RUNS)) {
    const file = bundle(name)
    const script = load.compile(file)
    for (const args of runs) {
      process.argv = [process.argv[0], join(__dirname, '../bin/regbench.js'), ...args]
      await run(script, file).done
    }
    keep(name, script)
  }
}

function keepWorker() {
  const file = bundle('worker')
  const script = load.compile(file)
  run(script, file)
  // A number is a trial, which the worker itself has run when this listener is called.
  threads.parentPort.on('message', (request) => {
    if (typeof request === 'number') keep('worker', script)
  })
}

if (threads.isMainThread) void keepPrograms()
else keepWorker()
