import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { studyDropout } from '../../../src/experiment/dropout/index.ts'
import type { DropoutReport } from '../../../src/experiment/dropout/report.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { averageFinding } from '../../../src/report/findings/dropout.ts'
import { DEFAULT_NETWORK } from '../../../src/settings/network.ts'
import { DEFAULT_TRAINING } from '../../../src/settings/training.ts'
import { assert, suite } from '../../harness.ts'
import { near } from '../../tolerance.ts'

/** Quick: what is measured is too coarse to say anything, and no test looks at it. */
async function study(
  name: string,
  method: string,
  hidden: readonly number[],
  epochs = 8,
  milliseconds = 1,
): Promise<DropoutReport> {
  const dataset = await loadDataset(name, defaultDataOptions)
  return studyDropout(
    dataset,
    {
      method: parseMethod(method),
      network: { ...DEFAULT_NETWORK, hidden },
      training: {
        ...DEFAULT_TRAINING,
        optimizer: 'momentum',
        learningRate: 0.02,
        schedule: 'constant',
        epochs,
      },
      evaluation: { folds: 0, repeats: 1, testFraction: 0.2, validationFraction: 0 },
      scale: 'standard',
      seed: 3,
      build: 'strict',
    },
    { milliseconds },
  )
}

/** What does not depend on the clock. */
const untimed = ({ cost, ...report }: DropoutReport) => ({
  ...report,
  networks: cost.rows.map(({ hidden }) => hidden),
})

const rowOf = ({ averages }: DropoutReport, kind: string) => averages.rows.find((row) => row.kind === kind)

const oneLayer = await study('iris', 'vanilla-dropout:keep=0.5+l2:1e-3+max-norm:2', [7])
const twoLayers = await study('diabetes', 'inverted-dropout:keep=0.8/0.5,input-keep=0.9', [3, 2], 5)

suite('the study of dropout', (test) => {
  test('at keep 0.5 the twin has the bits of the inverted run at every look, and 0.8 shows the rounding', () => {
    const { identical, points, other, twin, initFactors, rateFactors } = oneLayer.equivalence
    assert.ok(identical)
    assert.is(twin, 'vanilla-dropout:keep=0.5+l2:strength=0.001/2.5e-4+max-norm:c=2/4')
    assert.equal(
      [initFactors, rateFactors],
      [
        [1, 2],
        [1, 4],
      ],
    )
    assert.equal(
      points.map(({ epoch }) => epoch),
      [0, 1, 2, 5, 8],
    )
    assert.equal(
      points.map(({ steps }) => steps),
      [0, 4, 8, 20, 32],
    )
    for (const { twinPredictions, twinWeights, twinScore, invertedScore } of points) {
      assert.equal([twinPredictions, twinWeights], [0, 0])
      assert.is(twinScore, invertedScore)
    }
    assert.is(other?.method, 'inverted-dropout:keep=0.8+l2:1e-3+max-norm:2')
    assert.ok(other?.identical === false)
    assert.ok(points.every(({ otherPredictions }) => otherPredictions !== null && otherPredictions < 1e-5))
  })

  test('with equal settings the runs differ from the first prediction on', () => {
    for (const { equalPredictions, equalWeights } of oneLayer.equivalence.points) {
      assert.ok(equalPredictions > 0.01 && equalWeights > 0.01)
    }
  })

  test('at other keeps the runs agree to rounding, and no further pair is needed', () => {
    const { identical, points, other } = twoLayers.equivalence
    assert.not.ok(identical)
    assert.is(other, null)
    for (const { twinPredictions, twinWeights } of points) {
      assert.ok(twinPredictions < 0.01 && twinWeights < 1e-5, `${twinPredictions} of rmse, ${twinWeights}`)
    }
  })

  test('predictions are timed with the trained network, and with widths made up', () => {
    const { rows } = oneLayer.cost
    assert.equal(
      rows.map(({ hidden, batch }) => [hidden.join('-'), batch].join(' x ')),
      ['7', '16', '64', '256', '1024'].flatMap((width) => [`${width} x 1`, `${width} x 120`]),
    )
    assert.equal(
      rows.map(({ trained }) => trained),
      rows.map((_, i) => i < 2),
    )
    for (const { invertedRate, vanillaRate, foldedRate, vanilla } of rows) {
      assert.ok(Math.min(invertedRate, vanillaRate, foldedRate) > 0)
      assert.ok(vanilla.low <= vanilla.median && vanilla.median <= vanilla.high)
      assert.ok(vanilla.pValue >= 0 && vanilla.pValue <= 1)
    }
  })

  test('training averages to prediction at the first dropped site, and the mistake is off by the factor', () => {
    for (const { activations, equivalence } of [oneLayer, twoLayers]) {
      for (const kind of ['inverted', 'vanilla'] as const) {
        const [first] = activations.rows.filter((row) => row.kind === kind)
        assert.is(first.keep, equivalence.keeps[first.site])
        near(first.ratio, 1, `${kind}, ratio`, { absolute: 0.03, relative: 0 })
        near(first.keepSeen, first.keep, `${kind}, keep seen`, { absolute: 0.02, relative: 0 })
        const off = kind === 'vanilla' ? 1 / first.keep : first.keep
        near(first.mistake / first.prediction, off, `${kind}, mistake`, { absolute: 0, relative: 1e-6 })
      }
    }
  })

  test('sites where nothing is dropped have no share of kept units', async () => {
    const { activations } = await study('iris', 'inverted-dropout:keep=0.5/1', [6, 5], 1)
    assert.equal(
      activations.rows.map(({ site, keep, keepSeen }) => [site, keep, keepSeen !== null]),
      [
        [1, 0.5, true],
        [2, 1, false],
        [1, 0.5, true],
        [2, 1, false],
      ],
    )
  })

  test('the mean of more networks comes nearer to that of all masks', () => {
    const exact = rowOf(oneLayer, 'exact')!
    assert.is(exact.networks, 2 ** 7)
    const sampled = oneLayer.averages.rows.filter(({ kind }) => kind === 'mc')
    assert.equal(
      sampled.map(({ networks }) => networks),
      [1, 2, 5, 10, 20, 50, 100],
    )
    const most = sampled[6]
    near(most.lossMean, exact.lossMean, 'loss of 100', {
      absolute: (5 * most.lossSd!) / Math.sqrt(most.repetitions),
      relative: 0.01,
    })
    assert.ok(sampled[0].lossSd! > 5 * most.lossSd!)
    assert.ok(sampled[0].lossMean > most.lossMean)
  })

  test('the geometric mean over all masks is weight scaling for one dropped layer, and only then', () => {
    const [scale, geometric] = [rowOf(oneLayer, 'scale')!, rowOf(oneLayer, 'geometric')!]
    assert.ok(oneLayer.averages.scalingIsGeometric)
    near(geometric.lossMean, scale.lossMean, 'loss', { absolute: 0, relative: 1e-5 })
    assert.is(geometric.scoreMean, scale.scoreMean)
    assert.not.ok(twoLayers.averages.scalingIsGeometric)
    assert.is(rowOf(twoLayers, 'exact')!.networks, 2 ** (10 + 3 + 2))
    const [scale2, geometric2] = [rowOf(twoLayers, 'scale')!, rowOf(twoLayers, 'geometric')!]
    assert.ok(Math.abs(geometric2.lossMean - scale2.lossMean) > 1e-5)
  })

  test('more than 20 units are not enumerated, and the finding says so', async () => {
    const report = await study('iris', 'inverted-dropout:keep=0.5', [21], 1)
    assert.is(rowOf(report, 'exact'), undefined)
    assert.is(rowOf(report, 'geometric'), undefined)
    const sentence = averageFinding(report.averages, report.metric)
    assert.match(sentence, /21 dropped units have 2\^21 masks/)
    assert.match(sentence, /weight scaling is the geometric mean exactly/)
  })

  test('the same command finds the same, clocks aside', async () => {
    const again = await study('iris', 'vanilla-dropout:keep=0.5+l2:1e-3+max-norm:2', [7])
    assert.equal(untimed({ ...again, activations: oneLayer.activations }), untimed(oneLayer))
    assert.equal(again.activations, oneLayer.activations)
  })

  test('refuses what drops nothing, and shared masks', async () => {
    const refusal = async (method: string, hidden: readonly number[]) => {
      try {
        await study('iris', method, hidden, 1)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    assert.match(await refusal('inverted-dropout:keep=0.5', []), /drops nothing in this network/)
    assert.match(await refusal('inverted-dropout:keep=1', [4]), /drops nothing/)
    assert.match(await refusal('vanilla-dropout:keep=0.5,mask=batch', [4]), /leave mask=batch out/)
    assert.match(await refusal('dropconnect:keep=0.5', [4]), /no dropout to look into/)
  })
})
