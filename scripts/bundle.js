/**
 * The program, its worker and its help as one file each. Node takes a millisecond to find, read and link a module, and a comparison
 * needs some hundreds of them in every thread.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Large, rarely needed, and modules alone: a bundle each, loaded when it is. */
const APART = ['vega', 'vega-lite']
/** Those find files of their own beside them, or are the user's to install. */
const EXTERNAL = ['@resvg/resvg-wasm', 'bullmq', 'cephes', 'ioredis']

/** The one for browsers: that for Node waits for a package that measures text otherwise, and is not ours to depend on. */
const NO_CANVAS = './node_modules/vega-canvas/build/vega-canvas.browser.js'

/** Writes `folder`/NAME.cjs, and the licences of what stands in them. */
export async function bundle(folder) {
  const entries = { program: 'src/cli.ts', worker: 'src/experiment/run/worker.ts' }
  const results = await Promise.all([
    run(folder, entries, [ownPlace(folder), apart]),
    // What bin/regbench.js starts where no command is loaded.
    run(folder, { help: 'src/cli.ts' }, [ownPlace(folder), withoutCommands]),
    run(folder, Object.fromEntries(APART.map((name) => [name, name])), [], { 'vega-canvas': NO_CANVAS }),
  ])
  writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(results.flatMap(inputsOf)))
}

const run = (folder, entryPoints, plugins, alias = {}) =>
  build({
    alias,
    absWorkingDir: root,
    entryPoints,
    plugins,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    external: EXTERNAL,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // What is compiled as a script, as bin/load.js does, cannot import.
    supported: { 'dynamic-import': false },
    // Read as Latin-1, which a file without other letters is.
    charset: 'ascii',
    banner: { js: BUNDLED_URL },
    metafile: true,
    logLevel: 'warning',
  })

const BUNDLED_URL =
  "const bundledUrl = (place) => require('node:url').pathToFileURL(require('node:path').join(__dirname, place)).href"

/** `import.meta.url` of a source is that of its place in dist/, from where it looks for what lies around it. */
const ownPlace = (folder) => ({
  name: 'own place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!source.includes('import.meta.url')) return undefined
      const place = relative(folder, join(root, 'dist', relative(join(root, 'src'), path)))
      return {
        contents: source.replaceAll('import.meta.url', `bundledUrl(${JSON.stringify(place)})`),
        loader: 'ts',
      }
    }),
})

const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: new RegExp(`^(${APART.join('|')})$`) }, ({ path }) => ({
      path: `./${path}.cjs`,
      external: true,
    })),
}

const withoutCommands = {
  name: 'without commands',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind }) => (kind === 'dynamic-import' ? { external: true } : undefined)),
}

const inputsOf = ({ metafile }) => Object.keys(metafile.inputs)

/** The licence of each package that some input belongs to. */
function licencesOf(inputs) {
  const packages = new Set(inputs.map(packageOf).filter((folder) => folder !== undefined))
  return [...packages].sort().map(licenceOf).join('\n')
}

/** `node_modules/a/node_modules/@b/c` of a file somewhere below it. */
const packageOf = (input) => /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(input)?.[0]

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text = file === undefined ? '' : `\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`
  return `${name} ${version}: ${license}\n${text}`
}
