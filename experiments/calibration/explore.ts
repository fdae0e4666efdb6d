import { join } from 'node:path'
import { normalQuantile, tQuantile } from '../../src/statistics/distributions.ts'
import {
  layOutRows,
  rowParts,
  type ScoredCell,
  varianceOfParts,
} from '../../src/statistics/rowDifferences.ts'
import { type Cell, cells, nameOf, taskOf } from './cells.ts'
import { recordsOf, type SimulationRecord } from './record.ts'

function scored(cell: Cell, record: SimulationRecord, m: number): ScoredCell[] {
  const out: ScoredCell[] = []
  for (let r = 0; r < cell.repeats; r++)
    for (let f = 0; f < cell.folds; f++) {
      const rows = Int32Array.from({ length: cell.rows }, (_, i) => i).filter(
        (i) => record.folds[r * cell.rows + i] === f,
      )
      const at = (m * cell.repeats + r) * cell.rows
      let values: Float64Array
      let score: number
      if (taskOf(cell.kind) === 'classification') {
        values = Float64Array.from(rows, (i) =>
          Number(record.outputs[at + i] > 0.5 === (record.answers[i] === 1)),
        )
        score = values.reduce((s, v) => s + v, 0) / values.length
      } else {
        const sq = Float64Array.from(rows, (i) => (record.outputs[at + i] - record.answers[i]) ** 2)
        const mse = sq.reduce((s, v) => s + v, 0) / sq.length
        score = Math.sqrt(mse)
        values = sq.map((v) => score + (v - mse) / (2 * score))
      }
      out.push({ repeat: r, fold: f, score, rows, values })
    }
  return out
}
for (const cell of cells) {
  if (process.argv[3] && !nameOf(cell).includes(process.argv[3])) continue
  const stats = new Map<
    string,
    { n: number; rej: number; own: number; ownN: number; exp: number; seRatio: number[] }
  >()
  const rows: {
    pair: string
    D: number
    se: Record<string, [number, number]>
    truth: number
    seT: number
  }[] = []
  for (const record of recordsOf(join(process.argv[2], `${nameOf(cell)}.bin`), cell)) {
    const ms = cell.methods.map((_, m) => scored(cell, record, m))
    const layout = layOutRows(ms[0])
    const pairs: [string, number, number, number][] =
      cell.kind === 'noise'
        ? cell.methods.slice(1).map((x, i) => [x.spec, i + 1, 0, -1])
        : [
            ...cell.methods
              .slice(1)
              .filter((m) => m.copy > 0)
              .map((_, i): [string, number, number, number] => ['copy', i + 1, 0, i < 1 ? i : -1]),
            ['none-dropout', cell.measured[1][0], cell.measured[1][1], 1],
            ['l2-none', cell.measured[2][0], cell.measured[2][1], 2],
          ]
    for (const [name, a, b, t] of pairs) {
      const D = ms[a].reduce((s, c, i) => s + c.score - ms[b][i].score, 0) / ms[a].length
      const n = cell.rows,
        J = cell.folds * cell.repeats,
        k = cell.folds
      const all = varianceOfParts(rowParts(layout, ms[a], ms[b], 'all')).variance
      const within = (varianceOfParts(rowParts(layout, ms[a], ms[b], 'fold')).variance * (n - 1)) / (n - k)
      const d = ms[a].map((c, i) => c.score - ms[b][i].score)
      const msb = d.reduce((s, x) => s + (x - D) ** 2, 0) / (J - 1)
      let w = 0
      ms[a].forEach((c, i) => {
        let ss = 0
        for (let j = 0; j < c.values.length; j++) ss += (c.values[j] - ms[b][i].values[j] - d[i]) ** 2
        w += ss / (c.values.length - 1) / c.values.length / J
      })
      const tau = Math.max(0, msb - w)
      const discordant = all * n * (n - 1)
      const pool = Math.max(within, 0)
      rows.push({
        pair: name,
        D,
        truth: t < 0 ? NaN : record.truths[4 * t],
        seT: t < 0 ? 0 : record.truths[4 * t + 1],
        se: {
          'all z': [Math.sqrt(all), normalQuantile(0.975)],
          'all t': [Math.sqrt(all), tQuantile(0.975, n - 1)],
          'within t': [Math.sqrt(within), tQuantile(0.975, n - k)],
          'all+tau t': [Math.sqrt(all + tau / J), tQuantile(0.975, n - 1)],
          'max t': [Math.sqrt(Math.max(all, msb / J)), tQuantile(0.975, n - 1)],
          'all+2': [
            Math.sqrt((all * n * n + (taskOf(cell.kind) === 'classification' ? 2 : 0)) / n / n),
            tQuantile(0.975, n - 1),
          ],
          'w/n': [Math.sqrt(w / J), tQuantile(0.975, n - 1)],
          nb: [Math.sqrt((1 / J + 1 / (k - 1)) * msb), tQuantile(0.975, J - 1)],
        },
      })
    }
  }
  if (rows.length === 0) continue
  console.log(`== ${nameOf(cell)}`)
  for (const pair of new Set(rows.map((r) => r.pair))) {
    const mine = rows.filter((r) => r.pair === pair)
    const withT = mine.filter((r) => !Number.isNaN(r.truth))
    const isNull = pair === 'copy' || cell.kind === 'noise'
    const expected = isNull ? 0 : withT.reduce((s, r) => s + r.truth, 0) / withT.length
    const sdD = Math.sqrt(mine.reduce((s, r) => s + (r.D - expected) ** 2, 0) / mine.length)
    const sdOwn = Math.sqrt(withT.reduce((s, r) => s + (r.D - r.truth) ** 2, 0) / withT.length)
    const sdT = Math.sqrt(withT.reduce((s, r) => s + (r.truth - expected) ** 2, 0) / withT.length)
    console.log(
      ` ${pair}: ${mine.length} pairs; expected ${expected.toFixed(4)} sd(D) ${sdD.toFixed(4)} sd(D-own) ${sdOwn.toFixed(4)} sd(own truth) ${sdT.toFixed(4)}`,
    )
    const names = Object.keys(mine[0].se)
    for (const s of names) {
      const meanSe = Math.sqrt(mine.reduce((x, r) => x + r.se[s][0] ** 2, 0) / mine.length)
      const eff = Math.sqrt(mine.reduce((x, r) => x + r.se['all z'][0] ** 2, 0) / mine.length)
      const rej = mine.filter((r) => Math.abs(r.D) > r.se[s][0] * r.se[s][1]).length / mine.length
      const own =
        withT.filter((r) => Math.abs(r.D - r.truth) <= r.se[s][1] * Math.hypot(r.se[s][0], r.seT)).length /
        withT.length
      const exp = mine.filter((r) => Math.abs(r.D - expected) <= r.se[s][1] * r.se[s][0]).length / mine.length
      const power = [1, 2, 4].map(
        (c) =>
          (mine.filter((r) => Math.abs(r.D - expected + c * eff) > r.se[s][1] * r.se[s][0]).length +
            mine.filter((r) => Math.abs(r.D - expected - c * eff) > r.se[s][1] * r.se[s][0]).length) /
          2 /
          mine.length,
      )
      console.log(
        `   ${s.padEnd(10)} se ${meanSe.toFixed(4)} reject0 ${(100 * rej).toFixed(1)} own ${(100 * own).toFixed(1)} expected ${(100 * exp).toFixed(1)} power ${power.map((p) => (100 * p).toFixed(0)).join(' ')}`,
      )
    }
  }
}
