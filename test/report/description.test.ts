import { descriptionDocument } from '../../src/report/description.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { description, report } from './samples/description.ts'

const plain = { color: false, width: 80 }
const document = descriptionDocument(report)

suite('report/description', (test) => {
  test('a table that fits, the classes, the warnings, and a line to copy', () => {
    const text = render(document, 'table', plain)
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
    const text = render(descriptionDocument(unusable), 'table', plain)
    assert.match(text, 'data.csv: 1000 rows x 4 columns, target y, of no use as it is\n')
    assert.not.match(text, 'next')
    assert.is(JSON.parse(render(descriptionDocument(unusable), 'json', plain)).next, null)
  })

  test('JSON has everything, CSV a row a column, Markdown no markup from the file', () => {
    const json = JSON.parse(render(document, 'json', plain))
    assert.equal(json.columns[0], { ...description.columns[0] })
    assert.equal(json.classes, description.classes)
    assert.equal(json.notes, ['a note'])
    const csv = render(document, 'csv', plain).split('\n')
    assert.is(csv[1], '1,age,feature,numeric,1,0.001,60,0.1,80,')
    assert.is(csv.length, 6)
    assert.match(render(document, 'markdown', plain), '| 2 | odd\\|name | categorical |')
  })
})
