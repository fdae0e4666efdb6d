/** Vega-Lite specifications to Vega, and to SVG without a browser. */
import type { Spec } from 'vega'
import { Error as ERRORS_ONLY, logger, parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** What Vega's own runtime takes: browsers then need no Vega-Lite. */
export const compileSpec = (spec: TopLevelSpec): Spec =>
  // What it warns of is how it sizes plots, as intended.
  compile(spec, { logger: logger(ERRORS_ONLY) }).spec

/** The picture as an SVG text, as large as the specification says. */
export async function drawSpec(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compileSpec(spec)), { renderer: 'none', logLevel: ERRORS_ONLY })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
