import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { withoutSeconds } from './table.ts'

const L2 = ['--method', 'l2', '--list', 'l2=0,1e-3,1e-2'] as const

suite('tune', (test) => {
  test('writes a row a candidate, marks the choice, and gives the line that uses it', async () => {
    const cwd = folder()
    const files = ['--export-csv', 'a.csv', '--export-json', 'a.json', '--export-markdown', 'a.md']
    const result = await regbench(['tune', 'iris', ...TINY, ...L2, ...files], { cwd })
    assertDone(result)
    const csv = readFileSync(join(cwd, 'a.csv'), 'utf8').trimEnd().split('\n')
    assert.is(csv[0], 'method,l2.strength,epochs,folds,ok,loss_mean,loss_se,score_mean,score_se,best,one_se')
    assert.equal(
      csv.slice(1).map((line) => line.split(',')[0]),
      ['l2:0', 'l2:1e-3', 'l2:1e-2'],
    )
    const { best, one_se, command, candidates } = JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))
    const least = candidates.reduce((a: { loss_mean: number }, b: { loss_mean: number }) =>
      b.loss_mean < a.loss_mean ? b : a,
    )
    assert.is(best, least.method)
    const methods = [...new Set(['none', best, one_se])].map((spec) => `--method ${spec}`).join(' ')
    assert.is(
      command,
      `regbench compare iris --folds 3 --hidden 8 --epochs 2 --learning-rate 0.005 ${methods} --seed 1`,
    )
    assert.ok(result.stdout.includes(command), 'the table has it')
    assert.ok(readFileSync(join(cwd, 'a.md'), 'utf8').includes(command))
  })

  test('gives a line that compare takes', async () => {
    const tuned = await regbench(['tune', 'iris', ...TINY, ...L2, '--format', 'json'])
    assertDone(tuned)
    const [, ...args] = JSON.parse(tuned.stdout).command.split(' ')
    assertDone(await regbench([...args, '--format', 'csv']))
  })

  test('ends with code 1 when a trial is over its time limit', async () => {
    const result = await regbench(['tune', 'digits', ...L2, '--epochs', '1000', '--trial-timeout', '0.05'])
    assert.is(result.code, 1)
    assert.match(
      result.stderr,
      /^regbench: digits l2:\S+ repeat 0 fold \d failed: it took longer than 0\.05 s$/m,
    )
    assert.is(result.stdout, '')
  })

  test('ends with code 1 when no candidate ended well', async () => {
    const wild = ['--optimizer', 'momentum', '--learning-rate', '1e6']
    const { code, stdout } = await regbench(['tune', 'iris', ...TINY, ...L2, ...wild, '--quiet'])
    assert.is(code, 1)
    assert.match(stdout, 'no candidate ended well on every fold: lower --learning-rate or the strengths')
  })

  test('is the same for any number of jobs', async () => {
    const args = [
      'tune',
      'iris',
      ...TINY,
      '--method',
      'inverted-dropout+l2',
      '--budget',
      '5',
      '--format',
      'csv',
    ]
    const [one, two] = await Promise.all([1, 2].map((jobs) => regbench([...args, '--jobs', `${jobs}`])))
    assertDone(one)
    assert.is(one.stdout, two.stdout)
    assert.is(one.stdout.split('\n').length, 7)
  })

  test('warns of a best value at the edge, with the scan that looks beyond', async () => {
    const result = await regbench(['tune', 'iris', ...TINY, '--method', 'l2', '--list', 'l2=1e-3,1e-2'])
    assertDone(result)
    assert.match(
      result.stderr,
      /the best l2\.strength, \S+, is the (?:smallest|largest) tried.*--scan l2\.strength=/,
    )
  })

  test('refuses what says nothing together, before it reads data', async () => {
    for (const [args, sentence] of [
      [
        ['--test', 'held-out.csv'],
        'tune chooses by the rows it is given, and rows that choose cannot test; give --test to the compare that follows',
      ],
      [
        ['--method', 'l2', '--method', 'l1'],
        'tune takes one method, and l1 is a second; compare --tune N tunes them side by side',
      ],
      [['--recipe', '--method', 'l2'], '--recipe says what is tried; leave --method out'],
      [['--cocktail', '--list', 'l2=0,1'], '--cocktail says what is tried and how; leave --list out'],
      [['--cocktail', '--recipe'], '--cocktail says what is tried and how; leave --recipe out'],
      [
        ['--cocktail', '--budget', '1'],
        '--budget 1 leaves a cocktail nothing to choose from; give --budget 2 or more',
      ],
      [
        ['--budget', '5'],
        '--budget needs to know what is tuned; name a method, --method l2, or values, --scan l2=1e-6..1e-1:11log',
      ],
      [
        ['--method', 'l2', '--search', 'random'],
        '--search random draws candidates without end; say how many with --budget N',
      ],
      [
        ['--method', 'l2', '--search', 'grid', '--budget', '3'],
        '--search grid tries the whole grid; leave --budget out, or take --search halton',
      ],
      [
        ['--method', 'l2:1e-3'],
        'l2:1e-3 leaves nothing to tune; leave a value out, or name one with --scan or --list',
      ],
      [
        ['--list', 'learning-rate=0.1,0.2'],
        '--list learning-rate=0.1,0.2: only parameters of methods are scanned and listed; run once for each --learning-rate and compare the tables',
      ],
    ] as const) {
      assertRefused(await regbench(['tune', 'nowhere.csv', ...args]), 2, sentence)
    }
  })
})

suite('compare --tune', (test) => {
  const args = ['compare', 'iris', ...TINY, '--tune', '3', '--method', 'none', '--method', 'l2']

  test('keeps the choices beside the trials, and resumes both to the same bytes', async () => {
    const cwd = folder()
    const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
    const whole = await regbench([...args, '--export-trials', 'a.csv', '--format', 'json'], { cwd })
    assertDone(whole)
    const [header, ...rows] = read('a.csv.chosen.csv').trimEnd().split('\n')
    assert.is(
      header,
      'dataset,method,repeat,fold,chosen,candidates,inner_folds,criterion,loss_mean,score_mean,epochs_spent',
    )
    assert.is(rows.length, 3, 'one for each fold of l2, none for none')
    const { tuned, trials } = JSON.parse(whole.stdout)
    assert.match(tuned.how, /as written: none/)
    assert.is(tuned.chosen[0].parameter, 'l2.strength')
    assert.equal(
      trials.flatMap(({ choice }: { choice?: { chosen: string } }) => choice?.chosen ?? []),
      rows.map((row) => row.split(',')[4]),
    )

    const cut = folder({
      'a.csv': read('a.csv').split('\n').slice(0, 4).join('\n').concat('\n'),
      'a.csv.chosen.csv': read('a.csv.chosen.csv'),
      'a.csv.experiment.json': read('a.csv.experiment.json'),
    })
    const resumed = await regbench([...args, '--export-trials', 'a.csv', '--resume', '--format', 'csv'], {
      cwd: cut,
    })
    assertDone(resumed)
    assert.is(readFileSync(join(cut, 'a.csv.chosen.csv'), 'utf8'), read('a.csv.chosen.csv'))

    const report = await regbench(['report', 'a.csv'], { cwd })
    assertDone(report)
    assert.match(report.stdout, /strengths tuned: of 3 candidates a method/)
    assert.match(report.stdout, /chosen, the median and range of 3 training parts\nl2 {2}l2\.strength {2}/)
  })

  test('says in its heading whether strengths were tuned', async () => {
    assert.match(
      (await regbench(['compare', 'iris', ...TINY, '--method', 'none'])).stdout,
      /\nstrengths as written;/,
    )
  })
})

suite('cocktails', (test) => {
  test('tune --cocktail writes a row a candidate, and gives a line that compare takes', async () => {
    const args = ['tune', 'iris', ...TINY, '--cocktail', '--budget', '7']
    const [csv, json] = await Promise.all(
      ['csv', 'json'].map((format) => regbench([...args, '--format', format])),
    )
    assertDone(csv)
    assertDone(json)
    const [header, first, ...others] = csv.stdout.trimEnd().split('\n')
    assert.match(
      header,
      /^method,weight-decay\.strength,l2\.strength,.*,label-smoothing\.smoothing,.*epochs,folds,ok,/,
    )
    assert.match(first, /^none,,/)
    assert.is(others.length, 6)
    const { command, best } = JSON.parse(json.stdout)
    // Commas are quoted for shells.
    const [, ...line] = command.replaceAll("'", '').split(' ')
    assert.ok(best === 'none' || line.includes(best))
    assertDone(await regbench([...line, '--format', 'csv']))
  })

  const args = [
    'compare',
    'iris',
    ...TINY,
    '--tune',
    '3',
    '--cocktail',
    '--inner-folds',
    '2',
    '--method',
    'l2',
  ]
  const FILES = ['t.csv', 't.csv.chosen.csv', 't.csv.experiment.json']

  test('compare --cocktail: the same bits for any number of jobs, cut off and resumed or not', async () => {
    const [one, two] = [folder(), folder()]
    const bytes = (cwd: string) => FILES.map((name) => withoutSeconds(readFileSync(join(cwd, name), 'utf8')))
    const line = [...args, '--export-trials', 't.csv', '--quiet']
    const whole = await regbench([...line, '--jobs', '1'], { cwd: one })
    assertDone(whole)
    assertDone(await regbench([...line, '--jobs', '2'], { cwd: two }))
    assert.equal(bytes(one), bytes(two))

    const lines = readFileSync(join(one, 't.csv'), 'utf8').split('\n')
    writeFileSync(join(two, 't.csv'), `${lines.slice(0, 3).join('\n')}\n`)
    assertDone(await regbench([...line, '--resume'], { cwd: two }))
    assert.equal(bytes(one), bytes(two))

    const other = await regbench([...line, '--resume', '--search', 'halving'], { cwd: two })
    assertRefused(
      other,
      2,
      '--resume: t.csv belongs to another experiment (different candidates); --force starts anew',
    )

    const report = await regbench(['report', 't.csv', '--export-markdown', 'r.md', '--html', 'r.html'], {
      cwd: one,
    })
    assertDone(report)
    assert.match(report.stdout, /cocktail {2}\S+ +\d of 3/)
    assert.match(report.stdout, / tuning /)
    assert.match(
      readFileSync(join(one, 'r.html'), 'utf8'),
      /regbench compare iris --method l2 [^<]*--tune 3 --cocktail --inner-folds 2/,
    )
    const page = readFileSync(join(one, 'r.md'), 'utf8')
    // Two epochs and three candidates are six epochs of training on each inner fold, for either.
    for (const method of ['l2', 'cocktail'])
      assert.match(page, new RegExp(`^\\| \`${method}\` \\|.* 12 \\|`, 'm'))
  })
})
