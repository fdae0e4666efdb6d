import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppendFile, replace } from '../../src/results/appendFile.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

/** A file with one line, opened for more, and what else happens to it. */
function refusalAfter(meddle: (path: string) => void): { error: unknown; path: string } {
  const path = join(folder({ 't.csv': 'a\n' }), 't.csv')
  const file = new AppendFile(path)
  file.append('b\n')
  meddle(path)
  try {
    file.append('c\n')
    return { error: undefined, path }
  } catch (error) {
    return { error, path }
  } finally {
    file.close()
  }
}

suite('files that grow', (test) => {
  test('grow by what is appended', () => {
    const { error, path } = refusalAfter(() => {})
    assert.is(error, undefined)
    assert.is(readFileSync(path, 'utf8'), 'a\nb\nc\n')
  })

  for (const [how, meddle] of Object.entries<(path: string) => void>({
    'another run appends to it': (path) => appendFileSync(path, 'x\n'),
    'it is cut': (path) => truncateSync(path, 2),
    'it is deleted': (path) => rmSync(path),
    'another run renames its own into place': (path) => {
      writeFileSync(`${path}.new`, 'a\nb\n')
      renameSync(`${path}.new`, path)
    },
  })) {
    test(`stop when ${how}`, () => {
      const { error, path } = refusalAfter(meddle)
      assert.instance(error, RegbenchError)
      assert.match((error as Error).message, `${path} was changed while this run wrote to it`)
      assert.is((error as RegbenchError).exitCode, 1)
    })
  }

  test('cannot be written where there is no folder', async () => {
    const path = join(folder(), 'missing', 't.csv')
    let error: unknown
    await replace(path, 'a').catch((thrown) => {
      error = thrown
    })
    assert.is((error as Error).message, `cannot write ${path}: its folder does not exist`)
  })
})
