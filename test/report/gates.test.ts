import { failedGates, parseGate } from '../../src/report/gates.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { summaryColumns } from '../../src/results/summary.ts'
import { EXIT, RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from './sample.ts'

const { methods } = comparison
const specs = methods.map(({ method }) => method)
const parse = (text: string) =>
  parseGate(text, {
    columns: summaryColumns,
    methods: specs,
    resolve: (spec) => (spec === 'l2' ? 'l2:0.0001' : specs.find((known) => known === spec)),
  })

/** The sentences that the sample gives rise to. */
const failed = (text: string, rows: readonly MethodSummary[] = methods): string[] =>
  failedGates([parse(text)], [{ name: null, rows }])

function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    assert.ok(error instanceof RegbenchError && error.exitCode === EXIT.usage)
    return error.message.replace(`--fail-if "${text}": `, '')
  }
  throw new Error(`${text} was taken`)
}

suite('gates: what holds', (test) => {
  const holds: Record<string, boolean> = {
    'test_score_mean(none) < 0.97': false,
    'test_score_mean(none) < 0.9705': false,
    'test_score_mean(none) <= 0.9705': true,
    'test_score_mean(none) >= 0.9705': true,
    'test_score_mean(none) > 0.9705': false,
    'test_score_mean(none) == 0.9705': true,
    '0.98 > test_score_mean(none)': true,
    'ok(none) < 10': false,
    'test_score_mean(none) < test_score_mean(l2:0.0001)': true,
    'difference_low(inverted-dropout:keep=0.5+max-norm:3)>0': true,
    'p_holm(l1:0.01)<1e-4': true,
    'difference(l1:0.01) >= -.05': false,
  }
  for (const [text, expected] of Object.entries(holds)) {
    test(text, () => assert.is(failed(text).length, expected ? 1 : 0))
  }

  test('the sentence has the condition as written, and the numbers', () => {
    assert.equal(failed('test_score_mean(none)  < test_score_mean(l2)'), [
      '--fail-if "test_score_mean(none)  < test_score_mean(l2)": 0.9705 < 0.971',
    ])
  })

  test('a number that is not there fails the gate, whatever it is compared with', () => {
    for (const op of ['<', '>', '<=', '>=', '==']) {
      assert.equal(failed(`test_score_mean(l1:10) ${op} 0`), [
        `--fail-if "test_score_mean(l1:10) ${op} 0": there is no test_score_mean(l1:10)`,
      ])
    }
    assert.match(
      failed('difference(none) < p_holm(none)')[0],
      /there is no difference\(none\) and no p_holm\(none\)$/,
    )
  })

  test('several datasets are each held to it, and named', () => {
    const better = methods.map((row) => ({ ...row, testScoreMean: 0.99 }))
    const tables = [
      { name: 'iris', rows: methods },
      { name: 'wine', rows: better },
      { name: 'digits', rows: methods },
    ]
    assert.equal(
      failedGates([parse('test_score_mean(none) < 0.98')], tables).map((sentence) => sentence.split(': ')[1]),
      ['0.9705 < 0.98 on iris', '0.9705 < 0.98 on digits'],
    )
  })
})

suite('gates: what is refused', (test) => {
  const sentences: Record<string, RegExp> = {
    'test_score_mean(none)': /^there is no comparison \(<, <=, >, >=, ==\); write for example/,
    'test_score_mean(none) = 0.9': /^there is no comparison/,
    'test_score(none) < 1':
      /^there is no column "test_score" of numbers; did you mean test_score_sd\?|columns: /,
    'tset_score_mean(none) < 1': /did you mean test_score_mean\?$/,
    'metric(none) < 1': /^there is no column "metric" of numbers/,
    'ok(nnoe) < 1': /^"nnoe" is not one of the methods; did you mean none\?$/,
    'ok(something else) < 1': /is not one of the methods; they are none, l2:0\.0001, /,
    'ok(none) < high': /^"high" is neither a number nor column\(method\); write for example/,
    'ok(none) < 0x10': /^"0x10" is neither a number/,
    '0 < 1': /^it compares two numbers/,
    'ok(none) < ok(none) < 3': /is neither a number nor column\(method\)/,
    '': /^there is no comparison/,
  }
  for (const [text, sentence] of Object.entries(sentences)) {
    test(text === '' ? 'nothing' : text, () => assert.match(refusal(text), sentence))
  }
})
