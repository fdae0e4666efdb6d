/** What `npm start` must show: nine methods on digits and two yardsticks, none diverged, and accuracies a network of this size reaches. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const [header, ...lines] = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n')
const names = header.split(',')
const rows = lines.map((line) => {
  // Specifications may be quoted, since they may hold commas.
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain,
  )
  return Object.fromEntries(names.map((name, i) => [name, cells[i]]))
})

const methods = rows.filter(({ kind }) => kind === 'method')
assert.equal(methods.length, 9)
assert.deepEqual(
  rows.slice(9).map(({ method }) => method),
  ['constant', 'linear'],
)
for (const { method, trials, ok } of rows) {
  assert.equal(trials, '10', method)
  assert.equal(ok, '10', method)
}
const accuracy = methods.map((row) => Number(row.test_score_mean))
assert.equal(rows[0].method, 'none')
assert.ok(accuracy[0] >= 0.965, `none: ${accuracy[0]}`)
assert.ok(Math.max(...accuracy) >= 0.975, `best: ${Math.max(...accuracy)}`)
