import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { readCsv } from './table.ts'

/** Specification to sentence; all are code 2. */
const bad: Record<string, string> = {
  'l22:1e-3': 'unknown method "l22" in "l22:1e-3"; did you mean "l2"?',
  'dropout:0.5':
    'unknown method "dropout" in "dropout:0.5": say which kind and which share, vanilla-dropout:keep=0.5 or ' +
    'inverted-dropout:keep=0.5 (keep = 1 - drop)',
  dropout:
    'unknown method "dropout": say which kind and which share, vanilla-dropout:keep=0.5 or ' +
    'inverted-dropout:keep=0.5 (keep = 1 - drop)',
  'inverted-dropout:0.5':
    'method term "inverted-dropout:0.5": write inverted-dropout:keep=0.5 to keep that share or ' +
    'inverted-dropout:drop=0.5 to drop it',
  'inverted-dropout:keep=0':
    'method term "inverted-dropout:keep=0": keep must be a number above 0 and at most 1, got "0"',
  'vanilla-dropout:keep=1.5':
    'method term "vanilla-dropout:keep=1.5": keep must be a number above 0 and at most 1, got "1.5"',
  'inverted-dropout:drop=1':
    'method term "inverted-dropout:drop=1": drop must be a number at least 0 and below 1, got "1"',
  'l2:-1': 'method term "l2:-1": strength must be a number at least 0, got "-1"',
  'none+l2:1': 'method "none+l2:1": none stands alone; leave it out',
  'l2:1+l2:2': 'method "l2:1+l2:2": l2 is named twice',
}

suite('cli: methods', (test) => {
  for (const [spec, sentence] of Object.entries(bad)) {
    test(`--method ${spec} is refused in one sentence, with code 2`, async () => {
      assertRefused(await regbench(['compare', 'iris', '--method', spec]), 2, sentence)
    })
  }

  test('neutral strengths give bit for bit the run of none, in every fold', async () => {
    const cwd = folder()
    const neutral = [
      'none',
      'l2:0',
      'l1:0',
      'inverted-dropout:keep=1',
      'vanilla-dropout:keep=1',
      'max-norm:1e9',
      'max-norm:inf',
      'elastic-net:l1=0,l2=0',
      'weight-decay:0',
    ]
    const methods = neutral.flatMap((spec) => ['--method', spec])
    const args = ['compare', 'iris', ...TINY, '--repeats', '2', ...methods, '--export-trials', 't.csv']
    assertDone(await regbench(args, { cwd }))
    const trials = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8')).filter(({ kind }) => kind === 'method')
    assert.is(trials.length, neutral.length * 3 * 2)
    const bySplit: Record<string, string[]> = {}
    for (const { repeat, fold, fingerprint } of trials) {
      const split = `repeat ${repeat}, fold ${fold}`
      bySplit[split] = [...(bySplit[split] ?? []), fingerprint]
    }
    for (const [split, fingerprints] of Object.entries(bySplit))
      assert.is(new Set(fingerprints).size, 1, split)
    assert.is(new Set(trials.map(({ fingerprint }) => fingerprint)).size, 6, 'one for each split')
  })

  test('a diverged trial is a result, not a failure', async () => {
    const cwd = folder()
    const args = [
      'compare',
      'iris',
      ...TINY,
      ...['--optimizer', 'momentum', '--learning-rate', '1e6', '--method', 'none', '--method', 'l2:1'],
    ]
    const result = await regbench([...args, '--export-trials', 't.csv'], { cwd })
    assertDone(result)
    assert.match(
      result.stderr,
      'regbench: none: 3 of 3 trials diverged; lower --learning-rate or the strength\n',
    )
    // At a hundredth of 1e6 it is no better.
    assert.match(result.stderr, 'regbench: none: 4 rates down to 10000 diverge as well where 1000000 did; ')
    const trials = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8')).filter(({ kind }) => kind === 'method')
    assert.equal(
      trials.map(({ status, test_score }) => [status, test_score]),
      Array.from({ length: 6 }, () => ['diverged', '']),
    )
  })
})
