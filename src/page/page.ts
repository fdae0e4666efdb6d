/** The report as one HTML file: it holds its pictures, its style and its script, and asks the network for nothing. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { allPictures, type Gallery } from '../pictures/index.ts'
import type { Picture } from '../pictures/picture.ts'
import { compileSpec } from '../pictures/svg.ts'
import { describeData, describeRun, describeStrengths } from '../report/display.ts'
import { comparisonFinding } from '../report/findings/comparison.ts'
import { rankingFinding } from '../report/findings/ranking.ts'
import { warningTexts } from '../report/warnings.ts'
import type { Comparison, Study } from '../results/comparison.ts'
import { count } from '../util/format.ts'
import { html, scriptJson } from './escape.ts'
import { chosenHtml, tableHtml } from './table.ts'
import { vendorScript } from './vendor.ts'

/** What was run, for the end of the page. */
export interface RunFacts {
  /** Names of the files read. */
  readonly files: readonly string[]
  /** Version of regbench that writes the page. */
  readonly version: string
  /** Sha-256 of what reached training, by dataset; empty where no file says. */
  readonly data: readonly { readonly name: string; readonly hash: string }[]
  /** Build of the core; null where no file says. */
  readonly build: string | null
  /** A command line that runs the same trials; null where no file says how. */
  readonly command: string | null
  /** What else the command line needs, a sentence each. */
  readonly remarks: readonly string[]
}

export async function renderPage(study: Study, gallery: Gallery, facts: RunFacts): Promise<string> {
  const pictures = allPictures(gallery)
  const [vendor, { script, style }] = await Promise.all([vendorScript(), browserFiles()])
  const title = gallery.datasets.length === 0 ? 'regbench' : namesOf(gallery).join(', ')
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf([vendor, script])}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // An icon of its own keeps browsers from asking for one.
    '<link rel="icon" href="data:,">',
    `<title>${html(title)} - regbench</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...bodyOf(study, gallery, facts, title),
    `<script type="application/json" id="pictures">${scriptJson(compiled(pictures))}</script>`,
    `<script type="application/json" id="svgs">${scriptJson(svgsOf(pictures))}</script>`,
    `<script>${vendor}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** The script and the style of browser/, as they go into the page. */
async function browserFiles(): Promise<{ script: string; style: string }> {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readFile(new URL(`browser/${name}`, import.meta.url), 'utf8')),
  )
  // A function of its own keeps its names from those of the libraries.
  return { script: `(() => {\n'use strict'\n${script}})()\n`, style }
}

/** Vega makes functions of its expressions, which takes 'unsafe-eval'; every expression is in the page, none in the data. */
const policyOf = (scripts: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src ${scripts.map(sha256).join(' ')} 'unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

const namesOf = ({ datasets }: Gallery): string[] => datasets.map(({ dataset }) => dataset)

function bodyOf(study: Study, gallery: Gallery, facts: RunFacts, title: string): string[] {
  const { comparisons, ranking } = study
  const names = namesOf(gallery)
  const several = names.length > 1
  const ids = new Map(names.map((name, i) => [name, `dataset-${i + 1}`]))
  const finding =
    ranking !== null
      ? rankingFinding(ranking)
      : comparisons.length === 1
        ? comparisonFinding(comparisons[0])
        : null
  return [
    '<main>',
    '<header class="page">',
    `<p class="eyebrow">regbench ${html(facts.version)}: regularization methods compared</p>`,
    `<h1>${html(title)}</h1>`,
    ...(finding === null ? [] : [`<p class="finding">${html(sentence(finding))}</p>`]),
    ...(several ? [contents(names, ids, gallery.shared.length > 0)] : []),
    '</header>',
    ...gallery.datasets.map(({ dataset, pictures }) => {
      const comparison = comparisons.find((candidate) => candidate.dataset === dataset)
      return [
        `<section id="${ids.get(dataset)}">`,
        ...(several ? [`<h2>${html(dataset)}</h2>`] : []),
        ...(comparison === undefined ? [] : comparisonHtml(comparison, several)),
        ...pictures.map(figureHtml),
        '</section>',
      ].join('\n')
    }),
    ...(gallery.shared.length === 0
      ? []
      : [
          '<section id="shared">',
          ...(several ? ['<h2>Over all datasets</h2>'] : []),
          ...gallery.shared.map(figureHtml),
          '</section>',
        ]),
    runHtml(study, facts),
    '</main>',
  ]
}

/** What the script draws. */
const compiled = (pictures: readonly Picture[]) =>
  pictures.flatMap(({ name, drawing }) => {
    if (drawing.kind === 'svg') return []
    const { spec, columns } = drawing
    return [{ name, spec, vega: withoutRows(compileSpec(spec)), ...(columns !== undefined && { columns }) }]
  })

const svgsOf = (pictures: readonly Picture[]): Record<string, string> =>
  Object.fromEntries(
    pictures.flatMap(({ name, drawing }) => (drawing.kind === 'svg' ? [[name, drawing.svg]] : [])),
  )

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The rows stand in the Vega-Lite specification already. */
function withoutRows<Spec extends { data?: unknown }>(spec: Spec): Spec {
  const data = (spec.data ?? []) as readonly { readonly values?: unknown }[]
  return { ...spec, data: data.map(({ values: _, ...source }) => source) }
}

/** A finding starts like a clause. */
const sentence = (text: string): string => {
  // A method's name keeps its letters.
  const first = /^(?:no|the|over|all|nothing|only|too|fewer|every)\b/.test(text)
    ? text[0].toUpperCase()
    : text[0]
  return text === '' ? '' : `${first}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

function comparisonHtml(comparison: Comparison, several: boolean): string[] {
  const { warnings } = comparison
  const finding = comparisonFinding(comparison)
  return [
    ...(several ? [`<p class="finding">${html(sentence(finding))}</p>`] : []),
    `<p class="facts">${html(describeData(comparison))}</p>`,
    `<p class="facts">${html(describeRun(comparison))}</p>`,
    `<p class="facts">${html(describeStrengths(comparison))}</p>`,
    tableHtml(comparison),
    chosenHtml(comparison),
    ...(warnings.length === 0
      ? []
      : [
          `<ul class="warnings">${warningTexts(warnings)
            .map((warning) => `<li>${html(sentence(warning))}</li>`)
            .join('')}</ul>`,
        ]),
  ]
}

function contents(names: readonly string[], ids: ReadonlyMap<string, string>, shared: boolean): string {
  const links = [
    ...names.map((name) => `<li><a href="#${ids.get(name)}">${html(name)}</a></li>`),
    ...(shared ? ['<li><a href="#shared">over all datasets</a></li>'] : []),
    '<li><a href="#run">what was run</a></li>',
  ]
  return `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`
}

function figureHtml({ name, title, caption, alt, drawing }: Picture): string {
  const id = html(name)
  const isSvg = drawing.kind === 'svg'
  const buttons = (isSvg ? ['svg', 'png'] : ['svg', 'png', 'vl.json']).map(
    (kind) =>
      `<button type="button" data-picture="${id}" data-kind="${kind}" aria-label="${KINDS[kind]} of: ${html(title)}">${KINDS[kind]}</button>`,
  )
  return [
    `<figure aria-labelledby="title-${id}">`,
    `<h3 id="title-${id}">${html(title)}</h3>`,
    `<div class="picture${isSvg ? ' ranks' : ''}" id="picture-${id}" role="img" aria-label="${html(alt)}">${isSvg ? inlineSvg(drawing.svg) : ''}</div>`,
    `<figcaption><p>${html(caption)}</p><div class="downloads">${buttons.join('')}</div></figcaption>`,
    '</figure>',
  ].join('\n')
}

const KINDS: Readonly<Record<string, string>> = { svg: 'SVG', png: 'PNG', 'vl.json': 'Vega-Lite' }

/** Without its style and its ground, which the page has its own of: a style in an SVG holds for the whole page. */
const inlineSvg = (svg: string): string =>
  svg.replace(/<style>[\s\S]*?<\/style>\n?/, '').replace(/<rect [^>]*\/>\n?/, '')

function runHtml(
  { comparisons }: Study,
  { files, version, data, build, command, remarks }: RunFacts,
): string {
  const trials = comparisons.flatMap((comparison) => comparison.trials)
  const ok = trials.filter(({ status }) => status === 'ok').length
  const first = comparisons[0]
  const entries: [name: string, text: string][] = [
    ['files', files.join(', ')],
    ...(trials.length === 0
      ? []
      : ([
          ['trials', `${count(trials.length, 'trial')}, ${ok === trials.length ? 'all' : ok} ended well`],
        ] as [string, string][])),
    ...(first === undefined
      ? []
      : ([
          ['evaluation', [...new Set(comparisons.map(({ evaluation }) => evaluation))].join('; ')],
          ...(first.settings === '' ? [] : [['settings', first.settings]]),
          ['seed', `${first.seed}`],
          ['baseline', first.baseline],
        ] as [string, string][])),
    ...data.map(({ name, hash }): [string, string] => [`sha-256 of ${name}`, hash]),
    ...(build === null ? [] : ([['build of the core', build]] as [string, string][])),
    ['page written by', `regbench ${version}`],
  ]
  return [
    '<section id="run">',
    '<h2>What was run</h2>',
    `<dl>${entries.map(([name, text]) => `<dt>${html(name)}</dt><dd>${html(text)}</dd>`).join('')}</dl>`,
    ...(command === null
      ? []
      : [
          '<h3>Run it again</h3>',
          `<pre><code>${html(command)}</code></pre>`,
          ...remarks.map((remark) => `<p class="facts">${html(sentence(remark))}</p>`),
        ]),
    '</section>',
  ].join('\n')
}
