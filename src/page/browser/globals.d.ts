/** What vendor.ts puts before the script: Vega's runtime and its tooltips. */
declare const vega: typeof import('vega')
declare const vegaTooltip: typeof import('vega-tooltip')
