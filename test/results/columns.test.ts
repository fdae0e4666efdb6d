import {
  blankRow,
  type Columns,
  columnList,
  flag,
  integer,
  measure,
  number,
  oneOf,
  type RowOf,
  text,
} from '../../src/results/columns.ts'
import { assert, suite } from '../harness.ts'

const table = {
  dataset: text('a name'),
  status: oneOf(['ok', 'failed'], 'how it went'),
  trainRows: integer('rows'),
  seconds: number('time', { min: 0 }),
  testLoss: measure('a loss'),
  isBest: flag('whether it is'),
} as const satisfies Columns

suite('columns', (test) => {
  test('make the type of their row', () => {
    const row: RowOf<typeof table> = {
      dataset: 'iris',
      status: 'ok',
      trainRows: 1,
      seconds: 0.5,
      testLoss: null,
      isBest: true,
    }
    // @ts-expect-error a text that is none of the choices
    row.status = 'fine'
    // @ts-expect-error only a measure may be null
    row.seconds = null
    assert.equal(Object.keys(row), Object.keys(table))
  })

  test('have the names of their keys in snake case, in their order', () => {
    assert.equal(
      columnList(table).map(({ key, name, kind }) => [key, name, kind]),
      [
        ['dataset', 'dataset', 'text'],
        ['status', 'status', 'oneOf'],
        ['trainRows', 'train_rows', 'integer'],
        ['seconds', 'seconds', 'number'],
        ['testLoss', 'test_loss', 'measure'],
        ['isBest', 'is_best', 'flag'],
      ],
    )
  })

  test('have a blank row', () => {
    assert.equal(blankRow(table), {
      dataset: '',
      status: 'ok',
      trainRows: 0,
      seconds: 0,
      testLoss: null,
      isBest: false,
    })
  })
})
