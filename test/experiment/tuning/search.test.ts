import {
  choose,
  halvingRounds,
  type Judged,
  type Round,
  roundsWithin,
  runSearch,
  searchStages,
  successiveHalving,
} from '../../../src/experiment/tuning/search.ts'
import { fill, parseTemplate, type Values } from '../../../src/regularizers/template.ts'
import type { TrialResult } from '../../../src/results/trial.ts'
import { assert, suite } from '../../harness.ts'
import { trial } from '../../report/sample.ts'

const template = parseTemplate('inverted-dropout+l2')
const values = (strength: number, keep = 1): Values => ({
  'l2.strength': String(strength),
  'inverted-dropout.keep': String(keep),
})

const result = (loss: number, epochs = 9, status: TrialResult['status'] = 'ok'): TrialResult => ({
  ...trial,
  status,
  epochs,
  testLoss: status === 'ok' ? loss : null,
  testScore: status === 'ok' ? 1 - loss / 10 : null,
})

const judged = (strength: number, losses: readonly number[], keep = 1): Judged => ({
  values: values(strength, keep),
  method: fill(template, values(strength, keep)),
  epochs: 9,
  results: losses.map((loss) => result(loss)),
})

/** Losses of a smooth curve over strength and keep, the same on two folds but for a constant. */
function lossOf(spec: string): number {
  const [, keep, strength] = /keep=([\d.]+)\+l2:([\d.e-]+)/.exec(spec)!
  return Math.abs(Number(strength) - 4) + Math.abs(Number(keep) - 0.5)
}

function recorded() {
  const rounds: { specs: string[]; epochs: number }[] = []
  const run = ({ candidates, epochs }: Round) => {
    rounds.push({ specs: candidates.map(({ method }) => method.spec), epochs })
    return candidates.map(({ method: { spec } }) =>
      [0, 0.1].map((fold) => result(lossOf(spec) + fold, epochs)),
    )
  }
  return { rounds, run }
}

suite('choosing', (test) => {
  test('takes the least mean loss, and the most regularized within its standard error', () => {
    // Means 3, 2, 2.4; the standard error at strength 2 is sqrt(mean((1, 0, 1)^2) / 2) = 0.577.
    const choice = choose([judged(3, [3, 3, 3]), judged(2, [1, 2, 3]), judged(2.5, [2.4, 2.4, 2.4])], 'loss')
    assert.is(choice?.best.values['l2.strength'], '2')
    assert.is(choice?.oneSe.values['l2.strength'], '2.5')
  })

  test('of equals takes the most regularized, in whatever order they come', () => {
    const equals = [judged(1, [2, 2]), judged(3, [2, 2], 0.9), judged(3, [2, 2], 0.5), judged(2, [2, 2])]
    for (const order of [equals, [...equals].reverse()]) {
      assert.equal(choose(order, 'loss')?.best.values, values(3, 0.5))
    }
  })

  test('by score goes up with accuracy and down with rmse', () => {
    const scored = (strength: number, testScore: number, metric: TrialResult['metric']): Judged => ({
      ...judged(strength, []),
      results: [0, 0].map(() => ({ ...result(1), testScore, metric })),
    })
    const best = (metric: TrialResult['metric']) =>
      choose([scored(1, 0.9, metric), scored(2, 0.8, metric)], 'score')?.best.values['l2.strength']
    assert.is(best('accuracy'), '1')
    assert.is(best('rmse'), '2')
  })

  test('leaves out whoever diverged anywhere', () => {
    const diverged = { ...judged(5, []), results: [result(0), result(0, 9, 'diverged')] }
    assert.is(choose([diverged, judged(1, [2, 2])], 'loss')?.best.values['l2.strength'], '1')
    assert.is(choose([diverged], 'loss'), null)
  })

  test('on a single split knows no standard error', () => {
    const choice = choose([judged(9, [3]), judged(1, [2])], 'loss')
    assert.is(choice?.best.values['l2.strength'], '1')
    assert.is(choice?.oneSe, choice?.best)
  })
})

suite('search in stages', (test) => {
  const strengths = [1, 2, 4, 8].map((strength) => values(strength))

  test('tries everything once, in full', () => {
    const { rounds, run } = recorded()
    const outcome = runSearch(searchStages(template, [strengths], 9, 'loss'), run)
    assert.is(rounds.length, 1)
    assert.equal(outcome.choice?.best.values, values(4))
    assert.is(outcome.judged.length, 4)
    assert.is(outcome.epochsSpent, 4 * 2 * 9)
  })

  test('keeps what a stage chose, and runs nothing again', () => {
    const { rounds, run } = recorded()
    const keeps = ['0.25', '0.5', '1'].map((keep) => ({ 'inverted-dropout.keep': keep }))
    const outcome = runSearch(searchStages(template, [strengths, keeps], 9, 'loss'), run)
    assert.equal(rounds[1].specs, ['inverted-dropout:keep=0.25+l2:4', 'inverted-dropout:keep=0.5+l2:4'])
    assert.equal(outcome.choice?.best.values, values(4, 0.5))
    assert.is(outcome.judged.length, 6)
  })
})

suite('successive halving', (test) => {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((strength) => values(strength, 0.5))

  test('gives thirds more epochs, and costs a third of the grid', () => {
    const { rounds, run } = recorded()
    const outcome = runSearch(successiveHalving(template, nine, halvingRounds(9, 9), 'loss'), run)
    assert.equal(
      rounds.map(({ specs, epochs }) => [specs.length, epochs]),
      [
        [9, 1],
        [3, 3],
        [1, 9],
      ],
    )
    assert.equal(outcome.choice?.best.values, values(4, 0.5))
    assert.is(outcome.epochsSpent, 2 * (9 * 1 + 3 * 3 + 1 * 9))
    assert.is(outcome.judged.length, 9, 'also those that were left behind')
  })

  test('ends early when nothing trains', () => {
    const run = ({ candidates }: Round) => candidates.map(() => [result(0, 1, 'diverged')])
    const outcome = runSearch(successiveHalving(template, nine, halvingRounds(9, 9), 'loss'), run)
    assert.is(outcome.choice, null)
    assert.is(outcome.epochsSpent, 9)
  })

  test('where all of the last round diverge, takes the best of those that came furthest', () => {
    // Whatever is trained for longer than three epochs diverges; three epochs rank by the distance from 4.
    const run = ({ candidates, epochs }: Round) =>
      candidates.map(({ method: { spec } }) => [result(lossOf(spec), epochs, epochs > 3 ? 'diverged' : 'ok')])
    const outcome = runSearch(successiveHalving(template, nine, halvingRounds(9, 9), 'loss'), run)
    // 4 itself went on and diverged, so one of its neighbours is left, the stronger one of equals.
    assert.equal(outcome.choice?.best.values, values(5, 0.5))
    assert.is(outcome.choice?.best.epochs, 3)
  })

  test('lets as many into each round as the rounds say, and those that diverged into none', () => {
    const { rounds, run } = recorded()
    const sizes = [
      { candidates: 5, epochs: 1 },
      { candidates: 4, epochs: 3 },
      { candidates: 2, epochs: 9 },
    ]
    const diverging = (round: Round) =>
      run(round).map((results, i) =>
        round.candidates[i].method.spec.endsWith('l2:4')
          ? results.map(() => result(0, round.epochs, 'diverged'))
          : results,
      )
    runSearch(successiveHalving(template, nine, sizes, 'loss'), diverging)
    assert.equal(
      rounds.map(({ specs }) => specs.map((spec) => spec.split('l2:')[1])),
      [
        ['1', '2', '3', '4', '5'],
        ['5', '3', '2', '1'],
        ['5', '3'],
      ],
    )
  })
})

suite('rounds within a budget', (test) => {
  const costOf = (rounds: readonly { candidates: number; epochs: number }[]) =>
    rounds.reduce((sum, round) => sum + round.candidates * round.epochs, 0)

  test('are thirds where they come out even, at exactly the epochs of as many full trainings', () => {
    const rounds = roundsWithin(9, 1000, 18)
    assert.equal(
      rounds.map(({ candidates, epochs }) => [candidates, epochs]),
      [
        [27, 2],
        [9, 6],
        [3, 18],
      ],
    )
    assert.is(costOf(rounds), 9 * 18)
  })

  test('never take more than the budget, and less by no more than one candidate of the first round', () => {
    for (const epochs of [1, 2, 5, 9, 20, 40, 100]) {
      for (let budget = 2; budget <= 40; budget++) {
        const rounds = roundsWithin(budget, 3 * budget, epochs)
        const left = budget * epochs - costOf(rounds)
        assert.ok(left >= 0, `${budget} x ${epochs}: ${left} left`)
        // What is left may be too little for a round where no candidate is left to join it.
        const allJoined = rounds[0].candidates === 3 * budget
        assert.ok(left < rounds[0].epochs || allJoined, `${budget} x ${epochs}: ${left} left`)
        for (let i = 1; i < rounds.length; i++) {
          assert.ok(rounds[i].candidates <= rounds[i - 1].candidates)
          assert.ok(rounds[i].candidates >= 1)
        }
      }
    }
  })

  test('are one, in full, where there is no time for halving or nothing to halve', () => {
    assert.equal(roundsWithin(2, 6, 1), [{ candidates: 2, epochs: 1 }])
    assert.equal(roundsWithin(5, 4, 9), [{ candidates: 4, epochs: 9 }])
  })
})
