import { compare } from '../../src/library/compare.ts'
import { inProgramWords, rethrow } from '../../src/library/sentences.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

suite('library/sentences', (test) => {
  test('options have the names that a program knows', () => {
    assert.is(
      inProgramWords('lower --learning-rate, or spread it over more values of --fold-column'),
      'lower learningRate, or spread it over more values of foldColumn',
    )
    assert.is(inProgramWords('--null-value and --no-header'), 'nullValues and header')
    assert.is(inProgramWords('--export-trials FILE keeps them'), '--export-trials FILE keeps them')
  })

  test('other errors pass as they are', () => {
    const bug = new TypeError('--epochs')
    assert.throws(
      () => rethrow(bug),
      (error: unknown) => error === bug,
    )
    assert.throws(
      () => rethrow(new RegbenchError(2, '--epochs')),
      (error: Error) => error.message === 'epochs',
    )
  })

  test('no function names a flag to a program', () =>
    refused(
      () => compare('iris', { test: 'x.csv', testFraction: 0.5 }),
      2,
      'test and testFraction exclude each other: each says which rows are tested',
    ))
})
