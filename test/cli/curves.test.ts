import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { headerOf, readCsv, timeless } from './table.ts'

const ARGS = [
  ...[
    'compare',
    'iris',
    ...TINY,
    '--epochs',
    '6',
    '--method',
    'none',
    '--method',
    'inverted-dropout:keep=0.5+l2:0.1',
  ],
  ...['--method', 'early-stopping:1', '--learning-rate', '0.2', '--quiet', '--export-trials', 't.csv'],
]

const HEADER =
  'dataset,method,repeat,fold,epoch,train_loss_noisy,train_loss,validation_loss,penalty,train_score,validation_score,' +
  'weight_norm,weight_sparsity'

const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8')

suite('cli: learning curves', (test) => {
  test('a row a trial and epoch; the last agrees with the trial, and no trial is changed by being watched', async () => {
    const cwd = folder()
    assertDone(await regbench([...ARGS, '--curves', 'c.csv'], { cwd }))
    const unwatched = folder()
    assertDone(await regbench(ARGS, { cwd: unwatched }))
    assert.equal(timeless(read(cwd, 't.csv')), timeless(read(unwatched, 't.csv')))

    assert.is(headerOf(read(cwd, 'c.csv')).join(','), HEADER)
    const points = readCsv(read(cwd, 'c.csv'))
    const trials = readCsv(read(cwd, 't.csv')).filter(({ kind }) => kind === 'method')
    let at = 0
    for (const trial of trials) {
      const curve = points.slice(at, at + Number(trial.epochs))
      at += curve.length
      assert.equal(
        curve.map(({ method, repeat, fold, epoch }) => [method, repeat, fold, epoch]),
        Array.from({ length: Number(trial.epochs) }, (_, i) => [
          trial.method,
          trial.repeat,
          trial.fold,
          `${i + 1}`,
        ]),
      )
      assert.is(curve.at(-1)!.train_loss_noisy, trial.train_loss_noisy)
      const kept = curve[Number(trial.best_epoch) - 1]
      for (const name of [
        'train_loss',
        'validation_loss',
        'penalty',
        'train_score',
        'validation_score',
        'weight_norm',
      ]) {
        assert.is(kept[name], trial[name], `${trial.method} ${name}`)
      }
    }
    assert.is(at, points.length)
    assert.ok(
      trials.some(({ epochs, best_epoch }) => best_epoch !== epochs),
      'a run went past its best epoch',
    )
  })

  test('the same bytes for any number of workers, and after an interruption', async () => {
    const cwd = folder()
    assertDone(await regbench([...ARGS, '--curves', 'c.csv', '--jobs', '1'], { cwd }))
    const [curves, trials] = [read(cwd, 'c.csv'), read(cwd, 't.csv')]
    const again = folder()
    assertDone(await regbench([...ARGS, '--curves', 'c.csv', '--jobs', '3'], { cwd: again }))
    assert.is(read(again, 'c.csv'), curves)

    // Killed while it wrote the curve of the fifth trial, whose row is not in the trials file.
    const recorded = trials.split('\n').slice(0, 5)
    const epochs = readCsv(trials)
      .slice(0, 4)
      .reduce((sum, trial) => sum + Number(trial.epochs), 0)
    writeFileSync(join(cwd, 't.csv'), `${recorded.join('\n')}\n`)
    writeFileSync(
      join(cwd, 'c.csv'),
      `${curves
        .split('\n')
        .slice(0, 1 + epochs + 2)
        .join('\n')}\niris,l`,
    )
    assertDone(await regbench([...ARGS, '--curves', 'c.csv', '--resume'], { cwd }))
    assert.is(read(cwd, 'c.csv'), curves)
    assert.equal(timeless(read(cwd, 't.csv')), timeless(trials))
  })

  test('a file that lacks the curves of finished trials is not continued', async () => {
    const cwd = folder()
    assertDone(await regbench(ARGS, { cwd }))
    assertRefused(
      await regbench([...ARGS, '--curves', 'c.csv', '--resume'], { cwd }),
      2,
      '--resume: c.csv lacks the curves of 9 finished trials; leave --curves out, or start both files anew with --force',
    )
  })

  test('one that is there is left alone without --force, before the trials file is touched', async () => {
    const cwd = folder({ 'c.csv': 'mine' })
    const result = await regbench([...ARGS, '--curves', 'c.csv'], { cwd })
    assertRefused(result, 2, 'c.csv exists: --resume continues it, --force starts it anew')
    assert.is(read(cwd, 'c.csv'), 'mine')
  })

  test('what two runs wrote at once counts once, in every file', async () => {
    const cwd = folder()
    const tuned = [...ARGS, '--method', 'l2', '--tune', '2', '--curves', 'c.csv']
    assertDone(await regbench(tuned, { cwd }))
    const names = ['t.csv', 'c.csv', 't.csv.chosen.csv']
    const before = names.map((name) => read(cwd, name))
    for (const [i, name] of names.entries()) {
      const [, ...rows] = before[i].trimEnd().split('\n')
      const again = rows.slice(-Math.ceil(rows.length / 2))
      writeFileSync(join(cwd, name), `${before[i]}${again.join('\n')}\n`)
    }
    assertDone(await regbench([...tuned, '--resume'], { cwd }))
    assert.equal(
      names.map((name) => read(cwd, name)),
      before,
    )
  })

  test('report draws them below the table of their trials, and in no other format', async () => {
    const cwd = folder()
    assertDone(await regbench([...ARGS, '--curves', 'c.csv'], { cwd }))
    const alone = await regbench(['report', 't.csv', '--quiet'], { cwd })
    const drawn = await regbench(['report', 't.csv', 'c.csv', '--quiet'], { cwd })
    assertDone(drawn)
    assert.is(drawn.stdout.slice(0, alone.stdout.length), alone.stdout)
    const plot = drawn.stdout.slice(alone.stdout.length)
    assert.match(plot, /^\niris: mean validation loss over the epochs/)
    assert.match(
      plot,
      /\no none {3}x inverted-dropout:keep=0.5\+l2:0.1 {3}\+ early-stopping:1 {3}· some trials have stopped\n$/,
    )
    assertRefused(
      await regbench(['report', 't.csv', 'c.csv', '--quiet', '--format', 'csv'], { cwd }),
      2,
      'curves, candidates and models can only be drawn; say where with --html FILE, --svg FOLDER or --png FOLDER',
    )
  })
})
