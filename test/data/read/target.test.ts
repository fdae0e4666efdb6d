import { assert, suite } from '../../harness.ts'
import { caseText, cellsOf, load, refused } from '../helpers.ts'

const column = (values: readonly (string | number)[]) =>
  `a,y\n${values.map((value, i) => `${i % 7},${value}`).join('\n')}\n`
const repeated = (values: readonly (string | number)[], times: number) =>
  Array.from({ length: times * values.length }, (_, i) => values[i % values.length]!)

suite('data/target', (test) => {
  test('text is classes, without a note', async () => {
    const { task, classes, labels, notes } = await load(column(['b', 'a', 'b', 'C']))
    assert.is(task, 'classification')
    assert.equal(classes, ['C', 'a', 'b'])
    assert.equal(Array.from(labels), [2, 1, 2, 0])
    assert.equal(notes, [])
  })

  test('fractions are quantities, without a note', async () => {
    const { task, classes, targets, notes } = await load(column([1.5, 2, 1.5, 2]))
    assert.is(task, 'regression')
    assert.equal(classes, [])
    assert.equal(Array.from(targets), [1.5, 2, 1.5, 2])
    assert.equal(notes, [])
  })

  test('few whole numbers that repeat are classes in numeric order, with a note', async () => {
    const { task, classes, labels, notes } = await load(column(repeated([10, 9, -1], 3)))
    assert.is(task, 'classification')
    assert.equal(classes, ['-1', '9', '10'])
    assert.equal(Array.from(labels.subarray(0, 3)), [2, 1, 0])
    assert.equal(notes, [
      'the target "y" holds 3 different whole numbers, taken as classes; --task regression if they are quantities',
    ])
  })

  test('whole numbers are quantities when there are many, or few rows of each', async () => {
    for (const values of [
      repeated(
        Array.from({ length: 21 }, (_, i) => i),
        3,
      ),
      repeated([1, 2, 3], 2),
    ]) {
      const { task, notes } = await load(column(values))
      assert.is(task, 'regression')
      assert.match(notes[0]!, /taken as quantities; --task classification/)
    }
    const twenty = repeated(
      Array.from({ length: 20 }, (_, i) => i),
      3,
    )
    assert.is((await load(column(twenty))).task, 'classification')
  })

  test('--task decides, without a note', async () => {
    const regression = await load(column(repeated([0, 1], 9)), { task: 'regression' })
    assert.is(regression.task, 'regression')
    assert.equal(
      regression.notes.filter((note) => note.includes('target')),
      [],
    )
    const classification = await load(column([1.5, 2.5, 1.5]), { task: 'classification' })
    assert.equal(classification.classes, ['1.5', '2.5'])
    assert.equal(
      classification.notes.filter((note) => note.includes('target')),
      [],
    )
  })

  test('equal numbers written differently are one class', async () => {
    const { classes, labels } = await load(column(['1', '2', '1.0', '2.0', '01', '2']))
    assert.equal(classes, ['01', '2'])
    assert.equal(Array.from(labels), [0, 1, 0, 1, 0, 1])
  })

  test('one stray text does not turn quantities into classes', async () => {
    const values = Array.from({ length: 40 }, (_, i) => (i === 7 ? 'n.a.' : i * 1.5))
    await refused(
      () => load(column(values)),
      3,
      'standard input:9: column "y": expected a number, got "n.a."; --task classification if the target holds classes',
    )
  })

  test('refuses what cannot be learnt', async () => {
    await refused(
      () => load(column(['p', 'p'])),
      3,
      'standard input:2: column "y": every row has the class "p"; a comparison needs at least two',
    )
    await refused(
      () => load(column([2.5, 2.5])),
      3,
      'standard input:2: column "y": the target is 2.5 in every row; there is nothing to predict',
    )
    await refused(
      () => load(column(['p', 'q', ''])),
      3,
      'standard input:4: column "y": the target is missing; --missing drop leaves such rows out',
    )
    await refused(
      () => load('a,y\n1,\n2,\n', { missing: 'impute' }),
      3,
      'standard input:1: no row has a target',
    )
  })

  test('a row without a target is of no use under drop and impute', async () => {
    assert.is((await load(column(['p', 'q', '']), { missing: 'drop' })).rows, 2)
    const { rows, notes } = await load(column(['p', 'q', '']), { missing: 'impute' })
    assert.is(rows, 2)
    assert.equal(notes, ['standard input: left out 1 of 3 rows, whose target is missing'])
  })
})

suite('data/target: classes as they are written', (test) => {
  test('lead_target.csv: 01, 1 and 010 are three classes with --categorical, and two numbers without', async () => {
    const text = caseText('lead_target.csv')
    const { classes, labels, task } = await load(text, { categorical: ['code'] })
    assert.is(task, 'classification')
    assert.equal(classes, ['01', '1', '010'])
    assert.equal(
      Array.from(labels, (label) => classes[label]),
      cellsOf(text, 1),
    )
    const merged = await load(text)
    assert.equal(merged.classes, ['01', '010'])
    assert.match(
      merged.notes.join('\n'),
      'the target "code" holds "1" and "01", which are one number; --categorical code keeps them apart as they are written',
    )
    await refused(
      () => load(text, { categorical: ['code'], task: 'regression' }),
      2,
      '--categorical names the target "code", and --task regression takes it for a quantity',
    )
  })
})
