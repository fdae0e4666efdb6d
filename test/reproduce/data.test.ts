import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTable } from '../../src/reproduce/data.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

async function made(options: Record<string, unknown>): Promise<string[][]> {
  const path = join(folder(), 'made.csv')
  await makeTable(path, options, 'here')
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
}

suite('reproduce/data', (test) => {
  const iris = readFileSync(new URL('../../datasets/iris.csv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

  test('rows from the first on, with the header and the target last', async () => {
    const rows = await made({ from: 'iris', skip: 2, rows: 3 })
    assert.equal(
      rows.map((cells) => cells.join(',')),
      [iris[0], ...iris.slice(3, 6)],
    )
  })

  test('noise is put in front: of mean 0 and variance 1, the same for the same seed', async () => {
    const [header, ...rows] = await made({ from: 'iris', noise: 20 })
    assert.is(header.slice(0, 20).join(), Array.from({ length: 20 }, (_, j) => `noise_${j + 1}`).join())
    assert.equal(
      rows.map((cells) => cells.slice(20).join(',')),
      iris.slice(1),
    )
    const draws = rows.flatMap((cells) => cells.slice(0, 20).map(Number))
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    // Four standard errors of 3000 draws.
    assert.ok(Math.abs(mean) < 4 / Math.sqrt(3000), `${mean}`)
    assert.ok(Math.abs(variance - 1) < 4 * Math.sqrt(2 / 3000), `${variance}`)
    assert.equal((await made({ from: 'iris', noise: 20 }))[7], rows[6])
    assert.not.equal((await made({ from: 'iris', noise: 20, seed: 1 }))[7], rows[6])
  })

  test('a twin is its column once more', async () => {
    const [header, ...rows] = await made({ from: 'iris', twin: 'petal_length' })
    const at = header.indexOf('petal_length')
    assert.is(header[0], 'petal_length_twin')
    for (const cells of rows) assert.is(cells[0], cells[at])
  })

  test('what is not there is refused', async () => {
    for (const [options, sentence] of [
      [{ from: 'irs' }, 'no bundled table "irs"'],
      [{ from: 'iris', twin: 'petal' }, 'iris has no column "petal"'],
      [{ from: 'iris', rows: 0 }, 'rows is not a whole number of at least 1'],
    ] as const) {
      try {
        await made(options)
        assert.unreachable(sentence)
      } catch (error) {
        assert.match((error as Error).message, sentence)
      }
    }
  })
})
