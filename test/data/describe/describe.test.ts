import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type Description, describeData } from '../../../src/data/describe/describe.ts'
import { type DataOptions, defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { data } from '../../../src/settings/data.ts'
import { evaluation } from '../../../src/settings/evaluation.ts'
import { wordsOf } from '../../../src/settings/write.ts'
import { RegbenchError } from '../../../src/util/errors.ts'
import { assert, suite } from '../../harness.ts'
import { fixture, load, refused } from '../helpers.ts'

const messy = (name: string, options: Partial<DataOptions> = {}): Promise<Description> =>
  describeData({ source: fixture(`messy/${name}`) }, { ...defaultDataOptions, ...options })

const text = (content: string | Buffer, options: Partial<DataOptions> = {}): Promise<Description> =>
  describeData(
    { source: '-', stdin: () => Readable.from([Buffer.from(content)]) },
    { ...defaultDataOptions, ...options },
  )

const types = ({ columns }: Description) => columns.map(({ type }) => type)
const column = ({ columns }: Description, name: string) => columns.find((c) => c.name === name)!
const words = ({ options }: Description) =>
  [...wordsOf(data.settings, options), ...wordsOf(evaluation.settings, options)].join(' ')

/** `target` rows: one of two classes, in turn. */
const rows = (n: number, cells: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => `${cells(i)},${i % 2 === 0 ? 'p' : 'q'}\n`).join('')

suite('data/describe: messy files', (test) => {
  test('passengers: quotes, line ends in quotes, mixed tickets, a missing target', async () => {
    const description = await messy('titanic.csv', { target: 'Survived' })
    assert.is(description.rows, 36)
    assert.equal(types(description), [
      'identifier',
      'categorical',
      'numeric',
      'text',
      'categorical',
      'numeric',
      'numeric',
      'numeric',
      'numeric',
      'numeric',
      'categorical',
      'categorical',
    ])
    assert.is(words(description), '--target Survived --ignore PassengerId,Name,Ticket --missing impute')
    assert.equal(description.usable, { rows: 36, features: 14 })
    const { min, max, missing } = column(description, 'Age')
    assert.equal({ min, max, missing }, { min: 2.5, max: 70, missing: 5 })
    assert.is((await messy('titanic.csv')).usable!.rows, 35)
  })

  test('census: no header, blanks after commas, question marks', async () => {
    const description = await messy('adult.csv')
    assert.is(description.rows, 40)
    assert.is(words(description), '--target column13 --no-header --missing impute')
    assert.is(description.warnings[0], 'the first line looks like data, not like names of columns')
    assert.is(column(description, 'column10').type, 'constant')
    assert.is(column(description, 'column2').missing, 3)
    assert.equal(description.classes, [
      { text: '<=50K', rows: 24 },
      { text: '>50K', rows: 16 },
    ])
  })

  test('penguins: identifiers, dates, NA, a dot for a missing sex', async () => {
    const description = await messy('penguins.csv', { target: 'Species' })
    assert.is(
      words(description),
      '--target Species --ignore Individual ID --null-value . --dates --missing impute',
    )
    assert.is(column(description, 'Region').type, 'constant')
    assert.is(column(description, 'Date Egg').type, 'date')
    assert.is(column(description, 'Comments').missing, 26)
    assert.ok(
      description.warnings.includes('"." in column "Sex" looks like a missing value; taken as missing below'),
    )
    const unusable = await messy('penguins.csv')
    assert.is(unusable.usable, null)
    assert.match(unusable.warnings.at(-2)!, 'column "Comments": every row has the class')
    assert.match(unusable.warnings.at(-1)!, /^--target may name one of "studyName"/)
  })

  for (const [name, options] of [
    ['german-latin1.csv', '--encoding latin1 --decimal , --thousands .'],
    ['german-bom.csv', '--decimal , --thousands .'],
    ['spreadsheet-utf16.txt', '--decimal , --thousands .'],
  ] as const) {
    test(`${name}: decimal commas, points between thousands`, async () => {
      const description = await messy(name)
      assert.is(words(description), `--target Lage ${options}`)
      assert.equal(
        description.columns.map(({ name }) => name),
        ['Straße', 'Wohnfläche', 'Baujahr', 'Miete', 'Küche', 'Lage'],
      )
      const { min, max, distinct, type } = column(description, 'Miete')
      assert.equal({ min, max, distinct, type }, { min: 214.76, max: 1646.92, distinct: 30, type: 'numeric' })
    })
  }

  test('row names and indices without a name', async () => {
    assert.is(words(await messy('r-write-csv.csv')), '--target origin --ignore column1 --missing impute')
    const pandas = await messy('pandas-to-csv.csv')
    assert.is(words(pandas), '--target occupied --ignore column1 --dates --missing impute')
    assert.equal(types(pandas).slice(0, 2), ['identifier', 'date'])
  })

  test('thousands, percents, texts among numbers', async () => {
    const description = await messy('shop.csv')
    assert.is(words(description), '--target churned --ignore order --null-value unknown --missing impute')
    const { min, max } = column(description, 'discount')
    assert.equal([min, max], [0, 12.5])
    assert.equal(column(description, 'stock').top, [{ text: 'unknown', rows: 2 }])
  })

  test('the options are those with which the file loads, and asking again changes nothing', async () => {
    const targets: Record<string, string> = { 'titanic.csv': 'Survived', 'penguins.csv': 'Species' }
    const files = [
      'titanic.csv',
      'adult.csv',
      'penguins.csv',
      'german-latin1.csv',
      'pandas-to-csv.csv',
      'shop.csv',
    ]
    for (const name of files) {
      const target = targets[name]
      const { options, usable } = await messy(name, target === undefined ? {} : { target })
      const dataset = await loadDataset(fixture(`messy/${name}`), options)
      assert.equal({ rows: dataset.rows, features: dataset.features.length }, usable, name)
      assert.equal((await messy(name, options)).options, options, name)
    }
  })
})

suite('data/describe: warnings', (test) => {
  const about = async (content: string, pattern: RegExp, options: Partial<DataOptions> = {}) => {
    const { warnings } = await text(content, options)
    return warnings.filter((warning) => pattern.test(warning))
  }

  test('a column that says what the target says is left out', async () => {
    const content = `a,code,y\n${rows(20, (i) => `${i % 3},${i % 2}`)}`
    const description = await text(content)
    assert.is(words(description), '--target y --ignore code')
    assert.equal(await about(content, /answer/), [
      'column "code" says the same as the target in every row, so it would give the answer away; left out below',
    ])
    const copied = await text(
      `a,b,y\n${Array.from({ length: 30 }, (_, i) => `${(i * 7) % 5},${i}.5,${i}.50\n`).join('')}`,
    )
    assert.is(words(copied), '--target y --ignore b')
    assert.equal(await about(`a,code,y\n${rows(20, (i) => `${i % 3},${i < 19 ? i % 2 : 0}`)}`, /answer/), [])
  })

  test('whole rows of the file that repeat earlier ones are counted', async () => {
    const numbered = `id,a,b,y\n${rows(12, (i) => `${i},${i % 10},x${i % 10}`)}`
    assert.equal(await about(numbered, /repeat/), [])
    const content = `code,a,b,y\n${rows(12, (i) => `k${i % 10},${i % 10},x${i % 10}`)}`
    assert.equal(await about(content, /repeat/), [
      '2 rows repeat an earlier one (16.7 %), so the same row may train and test',
    ])
    assert.equal(await about(`a,y\n${rows(12, (i) => `${i}`)}`, /repeat/), [])
    // A number and the text that looks like another column's word are no repetition.
    assert.equal(await about('a,b,y\n1,2,p\n2,1,p\n1,2,q\n2,1,q\n', /repeat/), [])
  })

  test('classes: rare ones, one that rules, very many', async () => {
    const ruled = Array.from({ length: 50 }, (_, i) => `${i % 7},${i < 47 ? 'no' : 'yes'}\n`).join('')
    const warnings = await about(`a,y\n${ruled}`, /rows are|fewer/)
    assert.equal(warnings, [
      'fewer than 5 rows, so not in every one of 5 folds: "yes"',
      '94 % of the rows are "no": always answering so is that accurate, and no method should be praised for it',
    ])
    const many = Array.from({ length: 90 }, (_, i) => `${i % 7},c${i % 30}\n`).join('')
    assert.equal(await about(`a,y\n${many}`, /--task/), [
      '30 classes in 90 rows; --task regression if they are quantities',
    ])
  })

  test('texts among numbers: codes are categories, the rest is left out', async () => {
    const codes = await text(`a,b,y\n${rows(40, (i) => `${i},${i % 5 === 0 ? `k${i % 4}` : i % 6}`)}`)
    assert.match(words(codes), '--categorical b')
    const rest = await text(`a,b,y\n${rows(40, (i) => `${i},${i % 3 === 0 ? `k${i}` : i}`)}`)
    assert.match(words(rest), '--ignore b')
  })

  test('a target named as such is pointed to', async () => {
    const content = `label,a\n${Array.from({ length: 9 }, (_, i) => `${i % 2},${i * i}\n`).join('')}`
    assert.equal(await about(content, /--target/), [
      'the target is taken to be the last column, "a"; --target names "label" or another',
    ])
    assert.equal(await about(content, /--target/, { target: 'label' }), [])
  })

  test('texts are kept where nothing else is there', async () => {
    const description = await text(`name,y\n${rows(20, (i) => `word ${i}`)}`)
    assert.is(words(description), '--target y')
    assert.is(description.usable!.features, 20)
  })

  test('what no option mends is said in the words of compare', async () => {
    const description = await text('a,y\n1,p\n2,p\n')
    assert.is(description.usable, null)
    assert.is(description.task, null)
    assert.match(description.warnings.join('\n'), 'every row has the class "p"')
    await refused(() => text('a,b\n1\n'), 3, 'standard input:2: expected 2 fields, got 1')
  })

  test('styles that contradict each other do not lead in circles', async () => {
    const description = await text(
      `a;b;y\n${Array.from({ length: 8 }, (_, i) => `${i},5;${i}.5;${i % 2 ? 'p' : 'q'}\n`).join('')}`,
    )
    assert.is(words(description), '--target y --ignore a')
    assert.match(
      description.warnings.join('\n'),
      'column "a" is written as --decimal , reads it ("0,5", "1,5", "2,5" and 5 more), and other columns are not; a file needs one style for all of them; left out below',
    )
  })

  test('numbers among which some are in another style are not taken for missing', async () => {
    const description = await text(
      `a;b;y\n${rows(20, (i) => `${i};${i % 7 === 3 ? '1,5' : `${i}.5`}`)
        .replaceAll(',p', ';p')
        .replaceAll(',q', ';q')}`,
    )
    assert.is(words(description), '--target y --ignore b')
  })

  test('a column that only looks numeric once a text is taken for missing gets the option it needs then', async () => {
    const odd = ['none', 'none', 'x1', '5', '6', '7', '8']
    const description = await text(
      `a,b,c,y\n${rows(28, (i) => `${i},${odd[i % 7]},${i % 9 === 0 ? 'none' : i}`)}`,
    )
    assert.ok(description.usable)
    assert.match(words(description), '--null-value none')
  })

  test('any file ends in a description or in one sentence, and a usable one in options that load', async () => {
    const cells = `1|2.5|1,5|"1,5"|1.234,5|"1,234.5"|NA||?|.|abc|x y|"a ""q"""|"two
lines"|45%|4,5 %|2024-01-02|12:30|id1|-999|1e400|é|=1+1|0|3|-|#REF!|1 234,5|1'000`.split('|')
    let state = 1
    const below = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    const anyOf = <T>(list: readonly T[]): T => list[below(list.length)]!
    const ends = { usable: 0, unusable: 0, refused: 0 }
    for (let file = 0; file < 200; file++) {
      const delimiter = anyOf([',', ';', '\t'])
      const columns = Array.from({ length: 2 + below(4) }, () =>
        below(4) === 0 ? undefined : Array.from({ length: 1 + below(4) }, () => anyOf(cells)),
      )
      const line = (make: (c: number) => string) => `${columns.map((_, c) => make(c)).join(delimiter)}\n`
      const lines = Array.from({ length: 2 + below(20) }, (_, row) =>
        line((c) => (columns[c] === undefined ? `${3 * row}` : anyOf(columns[c]))),
      )
      const content = line((c) => `c${c}`) + lines.join('')
      try {
        const { usable, options } = await text(content)
        ends[usable === null ? 'unusable' : 'usable']++
        if (usable !== null) assert.is((await load(content, options)).rows, usable.rows)
      } catch (error) {
        if (!(error instanceof RegbenchError)) throw error
        ends.refused++
      }
    }
    assert.ok(Math.min(ends.usable, ends.unusable, ends.refused) > 20, JSON.stringify(ends))
  })

  test('reads bundled data and files that are read from a pipe alike', async () => {
    const path = new URL('../../../datasets/iris.csv', import.meta.url)
    const bundled = await describeData({ source: 'iris' }, defaultDataOptions)
    const piped = await text(readFileSync(path))
    assert.equal(piped.columns, bundled.columns)
    assert.is(words(bundled), '--target species')
  })
})

suite('data/describe: what a table needs', (test) => {
  const described = (name: string, options: Partial<DataOptions> = {}) =>
    describeData({ source: fixture(`cases/${name}`) }, { ...defaultDataOptions, ...options })

  for (const [name, options, features] of [
    ['german.csv', '--target Klasse --decimal , --thousands .', 2],
    ['preamble.csv', '--target y --skip-lines 3', 2],
    ['dup.csv', '--target y --rename', 3],
    ['na_class.csv', '--target region --keep-na-in region', 1],
    ['lead_target.csv', '--target code --categorical code', 1],
    ['mostly_none.csv', '--target y --null-value None --missing impute', 2],
    ['currency2.csv', '--target price', 1],
    ['units.csv', '--target y', 2],
    ['minus.csv', '--target y', 2],
    ['trailminus.csv', '--target y', 2],
    ['pct_train.csv', '--target y', 2],
    ['hdr_commas.csv', '--target y', 5],
    ['ws_line.csv', '--target y', 2],
    ['single_train.csv', '--target y', 1],
    ['ed_big.csv', '--target y', 2],
    ['ed_e39.csv', '--target y', 2],
    ['repr_instants.csv', '--target y --fold-column fold', 1],
    ['leak.csv', '--target y --ignore id,outcome_code', 1],
    ['imb.csv', '--target y', 2],
  ] as const) {
    test(`${name}: ${options}`, async () => {
      const description = await described(name, name.startsWith('repr') ? { foldColumn: 'fold' } : {})
      assert.is(words(description), options)
      assert.is(description.usable!.features, features)
      assert.not(description.warnings.some((warning) => warning.includes('several styles')))
      // The line works.
      assert.is(
        (await loadDataset(description.file === '-' ? '-' : fixture(`cases/${name}`), description.options))
          .features.length,
        features,
      )
    })
  }

  test('german.csv: both columns of numbers are read in one style', async () => {
    const description = await described('german.csv')
    const { min, max } = column(description, 'Umsatz')
    assert.equal([min, max], [1613, 50675])
    assert.equal([column(description, 'Anteil').min, column(description, 'Anteil').max], [0.01, 1])
  })

  test('bigint.csv: the column that gives the answer away is found', async () => {
    const description = await described('bigint.csv')
    assert.is(words(description), '--target y --ignore big')
    assert.is(column(description, 'big').distinct, 2)
  })

  test('nan_spell.csv: a column of numbers among many spellings of "missing"', async () => {
    const description = await described('nan_spell.csv')
    assert.is(column(description, 'b').type, 'numeric')
    assert.equal(description.usable, { rows: 34, features: 2 })
    assert.ok(description.options.nullValues.includes('<NA>'))
    assert.ok(description.options.nullValues.includes('None'))
    assert.is(description.options.missing, 'impute')
  })

  test('comments, and tabs under a title', async () => {
    const body = rows(20, (i) => `${i}\t${i * i}`).replaceAll(',', '\t')
    const commented = await text(`# made\n# by hand\na\tb\ty\n${body}`)
    assert.is(words(commented), '--target y --comment #')
    assert.match(
      commented.warnings[0]!,
      'the first lines are of another shape than the others; --comment "#" reads the table',
    )
    assert.is(words(await text(`A title, with a comma\n\na\tb\ty\n${body}`)), '--target y --skip-lines 2')
  })

  test('a date with as many classes as rows is no target, and is not proposed as one', async () => {
    const dated = `a,when\n${Array.from({ length: 40 }, (_, i) => `${i % 7},2024-02-${String(1 + (i % 28)).padStart(2, '0')} 0${i % 9}:00\n`).join('')}`
    for (const options of [{}, { target: 'when' }]) {
      const description = await text(dated, options)
      assert.is(description.usable, null)
      assert.is(column(description, 'when').type, 'date')
      assert.match(
        description.warnings.join('\n'),
        'the target "when" holds dates, which would be 40 classes in 40 rows; name another column with --target',
      )
    }
    assert.match((await text(dated)).warnings.at(-1)!, '--target may name one of "a"')
    const names = await text(
      `a,name\n${Array.from({ length: 60 }, (_, i) => `${i % 7},name ${i}\n`).join('')}`,
    )
    assert.is(names.usable, null)
    assert.match(names.warnings.join('\n'), 'the target "name" holds 60 different texts in 60 rows')
  })

  test('dates among the features become numbers', async () => {
    const dated = `when,a,y\n${rows(20, (i) => `2024-01-${10 + i},${i % 7}`)}`
    const description = await text(dated)
    assert.is(words(description), '--target y --dates')
    assert.is(description.usable!.features, 6)
    assert.match(
      description.warnings.join('\n'),
      'column "when" holds dates, which as texts are 20 categories, a feature each; read as numbers below',
    )
  })
})
