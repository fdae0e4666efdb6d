import type { Description } from '../../src/data/describe/describe.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { renderDescription } from '../../src/report/description.ts'
import { assert, suite } from '../harness.ts'

const column = { role: 'feature', missing: 0, distinct: 0, min: null, max: null, top: [] } as const

const description: Description = {
  file: 'data.csv',
  rows: 1000,
  columns: [
    { ...column, index: 1, name: 'age', type: 'numeric', missing: 1, distinct: 60, min: 0.1, max: 80 },
    {
      ...column,
      index: 2,
      name: 'odd|name',
      type: 'categorical',
      distinct: 5,
      top: [
        { text: 'a\u001b[31mb', rows: 500 },
        { text: 'x'.repeat(30), rows: 1 },
        { text: 'c', rows: 3 },
        { text: 'd', rows: 2 },
      ],
    },
    {
      ...column,
      index: 3,
      name: 'lab',
      type: 'numeric',
      distinct: 3,
      min: 1e20,
      max: 1e20,
      top: [{ text: '<5', rows: 2 }],
    },
    { ...column, index: 4, name: 'y', type: 'categorical', role: 'target', distinct: 2 },
  ],
  target: 'y',
  task: 'classification',
  classes: [
    { text: 'no', rows: 900 },
    { text: 'yes', rows: 90 },
  ],
  usable: { rows: 990, features: 7 },
  notes: ['a note'],
  warnings: ['a warning that is long enough to be broken into two lines when there is not much room for it'],
  options: defaultDataOptions,
}
const report = { description, next: 'regbench compare data.csv --target y' }
const plain = { color: false, width: 80 }

suite('report/description', (test) => {
  test('a table that fits, the classes, the warnings, and a line to copy', () => {
    const text = renderDescription(report, 'table', plain)
    assert.is(
      text,
      `data.csv: 1000 rows x 4 columns, target y, 2 classes, 990 rows and 7 features
with the options below

#  column    type                  missing  distinct  values
1  age       numeric                 0.1 %        60  0.1 to 80
2  odd|name  categorical                           5  a\\u{1b}[31mb (500),
                                                      xxxxxxxxxxxxxxxxxxxxxxx…,
                                                      c (3), ...
3  lab       numeric                               3  100000000000000000000;
                                                      texts: <5 (2)
4  y         categorical (target)                  2  ...

classes: no 900 (90.9 %), yes 90 (9.09 %)

! a warning that is long enough to be broken into two lines when there is not
  much room for it

next:
  regbench compare data.csv --target y
`,
    )
  })

  test('nothing to run next when nothing would do', () => {
    const unusable = { description: { ...description, usable: null, task: null, classes: [] }, next: null }
    const text = renderDescription(unusable, 'table', plain)
    assert.match(text, 'data.csv: 1000 rows x 4 columns, target y, of no use as it is\n')
    assert.not.match(text, 'next')
    assert.is(JSON.parse(renderDescription(unusable, 'json', plain)).next, null)
  })

  test('JSON has everything, CSV a row a column, Markdown no markup from the file', () => {
    const json = JSON.parse(renderDescription(report, 'json', plain))
    assert.equal(json.columns[0], { ...description.columns[0] })
    assert.equal(json.classes, description.classes)
    assert.equal(json.notes, ['a note'])
    const csv = renderDescription(report, 'csv', plain).split('\n')
    assert.is(csv[1], '1,age,feature,numeric,1,0.001,60,0.1,80,')
    assert.is(csv.length, 6)
    assert.match(renderDescription(report, 'markdown', plain), '| 2 | odd\\|name | categorical |')
  })
})
