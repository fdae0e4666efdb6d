/**
 * Renders the parts of README.md and of documents that the code knows better: the lists of commands, methods, choices, options,
 * columns and datasets, each between a pair of HTML comments that name it.
 *
 *     npm run readme                    render
 *     npm run readme -- --check         render nothing; exit 1 when a part is out of date
 *     npm run readme -- --measure       also run `regbench compare digits` and print its table anew: on a calm machine
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, type Option } from 'commander'
import { compareCommand } from '../src/commands/compare.ts'
import { declare } from '../src/commands/declare.ts'
import { type CommandEntry, commands } from '../src/commands/index.ts'
import { type BundledDataset, bundled } from '../src/data/index.ts'
import { INGREDIENTS } from '../src/experiment/tuning/cocktail.ts'
import { metric, metricNames } from '../src/metrics/index.ts'
import { activations } from '../src/nn/activation.ts'
import { initializations } from '../src/nn/init.ts'
import { optimizers } from '../src/optimizers/index.ts'
import { schedules } from '../src/optimizers/schedules.ts'
import { regularizer, regularizerNames } from '../src/regularizers/index.ts'
import { exampleTerm, type Param } from '../src/regularizers/params.ts'
import { CONSTANT } from '../src/regularizers/strengthSchedule.ts'
import { openParameters } from '../src/regularizers/template.ts'
import { markdownCode, markdownText } from '../src/report/escape.ts'
import { allEntries } from '../src/reproduce/entry.ts'
import type { Column } from '../src/results/columns.ts'
import { curveColumns } from '../src/results/curve.ts'
import { pairedColumns } from '../src/results/paired.ts'
import { summaryColumns } from '../src/results/summary.ts'
import { trialColumns } from '../src/results/trial.ts'
import { numberText } from '../src/settings/kinds.ts'
import { groupBy } from '../src/util/groupBy.ts'
import { claimRows, entriesOf, paperRows, walkThrough } from './experiments.ts'
import { rooms } from './rooms.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** By the name in its comments: the lines of a part. */
type Parts = Readonly<Record<string, () => string[]>>

const readme: Parts = {
  commands: () =>
    table(
      ['command', ''],
      Object.entries<CommandEntry>(commands).map(([name, { summary }]) => [
        markdownCode(`regbench ${name}`),
        markdownText(summary),
      ]),
    ),

  methods: () =>
    table(
      ['term, as an example', 'what it does'],
      regularizerNames.map((name) => {
        const { params, summary } = regularizer(name)
        return [markdownCode(exampleTerm(name, params)), markdownText(summary)]
      }),
    ),

  claims: () =>
    table(
      CLAIM_COLUMNS.slice(1),
      claimRows(entriesOf('notes'), 'experiments/').map(([, ...cells]) => cells),
    ),
}

const CLAIM_COLUMNS = ['', 'claim', 'measured', 'verdict'] as const

const notes: Parts = {
  'claims of the notes': () =>
    entriesOf('notes').flatMap((entry, i) => [
      ...(i === 0 ? [] : ['']),
      `## ${i + 1}. ${markdownText(entry.title)}`,
      '',
      ...walkThrough(entry, '../experiments/'),
      '',
      `Conditions, tables and trials: [experiments/${entry.name}](../experiments/${entry.name}/README.md).`,
    ]),
}

const papers: Parts = {
  'claims of papers': () =>
    table([...CLAIM_COLUMNS, 'outcome'], paperRows(entriesOf('paper', 'own'), '../experiments/')),
  'verdicts on the notes': () => table(CLAIM_COLUMNS, claimRows(entriesOf('notes'), '../experiments/')),
}

const evaluation: Parts = {
  metrics: () =>
    table(
      ['metric', '', 'better', 'range', 'as in'],
      metricNames.map((name) => {
        const { title, summary, direction, range, reference } = metric(name)
        const [low, high] = range.map((end) => (Number.isFinite(end) ? `${end}` : end < 0 ? '-inf' : 'inf'))
        return [
          markdownCode(name),
          markdownText(`${title}: ${summary}`),
          direction,
          `${low} to ${high}`,
          markdownText(reference),
        ]
      }),
    ),
}

const reference: Parts = {
  datasets: () =>
    table(
      ['name', 'rows', 'features', 'target', ''],
      Object.entries<BundledDataset>(bundled).map(([name, { rows, features, target, title }]) => [
        markdownCode(name),
        `${rows}`,
        `${features}`,
        target,
        title,
      ]),
    ),

  arguments: () =>
    table(
      ['term, as an example', 'formula', 'arguments'],
      regularizerNames.map((name) => {
        const { params, formula } = regularizer(name)
        return [
          markdownCode(exampleTerm(name, params)),
          markdownCode(formula),
          Object.entries<Param>(params).map(describeArgument).join('<br>'),
        ]
      }),
    ),

  choices: () =>
    table(
      ['option', 'choice', ''],
      [
        ...choices('--activation', activations, ({ title }) => title),
        ...choices('--init', initializations, ({ title }) => title),
        ...choices('--optimizer', optimizers, ({ summary }) => summary),
        ...choices('--schedule', schedules, ({ title }) => title),
      ],
    ),

  options: () => {
    const command = new Command()
    declare(command, compareCommand)
    const headings = new Set(command.options.map(({ helpGroupHeading }) => helpGroupHeading ?? 'Other:'))
    return table(
      ['option', 'default', ''],
      [...headings].flatMap((heading) => [
        [`**${heading.replace(':', '')}**`, '', ''],
        ...command.options
          .filter(({ helpGroupHeading }) => (helpGroupHeading ?? 'Other:') === heading)
          .map(describeOption),
      ]),
    )
  },

  'summary columns': () => columnTable(summaryColumns),
  'trial columns': () => columnTable(trialColumns),
  'curve columns': () => columnTable(curveColumns),
  'paired columns': () => columnTable(pairedColumns),
}

/** Parts that take a minute and a calm machine, and hold seconds that no second run repeats. */
const measured: Parts = {
  'compare digits': () => {
    const table = execFileSync(process.execPath, ['bin/regbench.js', 'compare', 'digits', '--no-color'], {
      cwd: root,
      encoding: 'utf8',
    })
    return ['```text', ...table.trimEnd().split('\n'), '```']
  },
}

/** `keep`, or `l2` = 0.001, or `update` = proximal or subgradient. */
function describeArgument([name, param]: [string, Param]): string {
  if (param.kind === 'flag') return `${markdownCode(name)} = false`
  if (param.kind === 'schedule') return `${markdownCode(name)} = ${CONSTANT}`
  if (param.kind === 'choice') return `${markdownCode(name)} = ${param.choices.join(' or ')}`
  return param.default === undefined ? markdownCode(name) : `${markdownCode(name)} = ${param.default}`
}

const architecture: Parts = {
  rooms: () =>
    table(
      ['room', 'what it holds', 'imports'],
      rooms.map(({ path, holds, imports, types = [] }) => [
        markdownCode(`src/${path}${path.endsWith('.ts') ? '' : '/'}`),
        markdownText(holds).replaceAll(/(?<!`)\b(\w+\.ts)\b(?!`)/g, '`$1`'),
        [imports.join(', '), ...(types.length === 0 ? [] : [`types of ${types.join(', ')}`])]
          .filter((words) => words !== '')
          .join('; '),
      ]),
    ),
}

const tuning: Parts = {
  ingredients: () =>
    table(
      ['kind', 'ingredients', 'strength'],
      [...groupBy(INGREDIENTS, (name) => regularizer(name).ingredient!)].flatMap(([kind, names]) =>
        names.map((name, i) => [
          i === 0 ? kind : '',
          markdownCode(name),
          openParameters({ terms: [{ name, given: {} }] })
            .map(({ key, param }) => `${key}${describeSearch(param)}`)
            .join('; '),
        ]),
      ),
    ),
}

const describeSearch = (param: Param): string => {
  const range = param.kind === 'number' ? param.search : undefined
  return range === undefined
    ? ''
    : ` from ${numberText(range.from)} to ${numberText(range.to)}${range.log ? ' by factors' : ''}`
}

/** By its path, what a document holds of them. */
export const documents: Readonly<Record<string, Parts>> = {
  'README.md': readme,
  'docs/reference.md': reference,
  'docs/evaluation.md': evaluation,
  'docs/architecture.md': architecture,
  'docs/tuning.md': tuning,
  'docs/notes.md': notes,
  'docs/papers.md': papers,
  ...Object.fromEntries(
    allEntries().map((entry) => [
      `experiments/${entry.name}/README.md`,
      { finding: () => walkThrough(entry, '../') },
    ]),
  ),
}

/** The option's name stands in its first row alone. */
const choices = <T>(option: string, entries: Record<string, T>, describe: (entry: T) => string): string[][] =>
  Object.entries(entries).map(([name, entry], i) => [
    i === 0 ? markdownCode(option) : '',
    markdownCode(name),
    markdownText(describe(entry)),
  ])

function describeOption({ flags, description, argChoices, defaultValue, ...option }: Option): string[] {
  const byDefault = option.negate ? undefined : (option.defaultValueDescription ?? defaultValue)
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`
  return [
    markdownCode(flags),
    byDefault === undefined ? '' : markdownText(`${byDefault}`),
    markdownText(description + choices),
  ]
}

const columnTable = <Row>(columns: readonly Column<Row>[]): string[] =>
  table(
    ['column', ''],
    columns.map(({ name, title }) => [markdownCode(name), markdownText(title)]),
  )

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ')
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)]
}

/**
 * The text with every named part between its comments rendered anew; everything else is kept.
 *
 * @throws when a part has no pair of comments, or a pair names no part.
 */
export function renderDocument(path: string, text: string, parts: Parts, others: Parts = measured): string {
  const missing = new Set(Object.keys(parts))
  const rendered = text.replace(
    /^<!-- generated: (.+) -->$[\s\S]*?^<!-- end -->$/gm,
    (whole: string, name: string) => {
      if (!Object.hasOwn(parts, name)) {
        if (Object.hasOwn(others, name)) return whole
        throw new Error(`${path}: no part is called "${name}"; known: ${Object.keys(parts).join(', ')}`)
      }
      missing.delete(name)
      return [`<!-- generated: ${name} -->`, '', ...parts[name](), '', '<!-- end -->'].join('\n')
    },
  )
  if (missing.size > 0) throw new Error(`${path} has no place for: ${[...missing].join(', ')}`)
  return rendered
}

function main(args: readonly string[]): void {
  const unknown = args.filter((arg) => arg !== '--check' && arg !== '--measure')
  if (unknown.length > 0) throw new Error(`unknown option ${unknown.join(' ')}: --check or --measure`)
  for (const [path, parts] of Object.entries(documents)) {
    const before = readFileSync(root + path, 'utf8')
    const isMeasured = args.includes('--measure') && path === 'README.md'
    const after = renderDocument(path, before, isMeasured ? { ...parts, ...measured } : parts)
    if (after === before) continue
    if (args.includes('--check')) {
      console.error(`${path} is out of date: npm run readme`)
      process.exitCode = 1
    } else {
      writeFileSync(root + path, after)
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
