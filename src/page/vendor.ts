/** The libraries that a page carries in itself: Vega's runtime and its tooltips, as one classic script. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { internalError } from '../util/errors.ts'

const RUNTIME = 'vega'
const TOOLTIP = 'vega-tooltip'

/** Sets the globals `vega` and `vegaTooltip`. */
export async function vendorScript(): Promise<string> {
  const require = createRequire(import.meta.url)
  // The package exports its modules alone; the bundle stands beside them.
  const bundle = join(dirname(require.resolve(RUNTIME)), 'vega.min.js')
  const [runtime, tooltip] = await Promise.all([
    readFile(bundle, 'utf8'),
    readFile(require.resolve(TOOLTIP), 'utf8'),
  ])
  return `${inert(runtime)}\n${inert(asClassic(tooltip))}`
}

/** A module that takes from vega-util what Vega's runtime offers too: as a function that gives its exports. */
function asClassic(source: string): string {
  const imports = /^import (\{[^}]*\}) from 'vega-util';$/m
  const exports = /^export \{([^}]*)\};$/m
  if (!imports.test(source) || !exports.test(source))
    throw internalError('vega-tooltip is built in another way than this expects')
  const body = source.replace(imports, 'const $1 = vega;').replace(exports, 'return { Handler };')
  return `const vegaTooltip = (() => {\n${body.replace(/^\/\/# sourceMappingURL=.*$/m, '')}\n})();`
}

/** Inside a script element nothing may end it. In these sources such a text stands in strings alone, where `\/` is `/`. */
const inert = (source: string): string =>
  source.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--')
