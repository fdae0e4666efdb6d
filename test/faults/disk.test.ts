/** Disks that are full, limited or read-only: what is there stays whole, the sentence says why, and --resume goes on. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertDone, assertRefused, BINARY, finished, folder, regbench } from '../cli/run.ts'
import { timeless } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'

/** Twenty trials of a few milliseconds, some 6 KB. */
const ARGS = [
  ...['compare', 'iris', '--epochs', '1', '--hidden', '4', '--folds', '5', '--repeats', '2', '--jobs', '2'],
  ...['--method', 'none', '--method', 'l2:0.01', '--export-trials', 't.csv'],
]

/** Finished trials of a file that holds nothing but whole lines. */
function wholeLines(cwd: string) {
  const text = readFileSync(join(cwd, 't.csv'), 'utf8')
  assert.ok(text.endsWith('\n'), 'the file ends with a whole line')
  return timeless(text).map((row) => JSON.stringify(row))
}

/** The same trials as in a folder where nothing went wrong. */
async function assertComplete(cwd: string): Promise<void> {
  const reference = folder()
  assertDone(await regbench(ARGS, { cwd: reference }))
  assert.equal(wholeLines(cwd), wholeLines(reference))
}

const HINT = 'what is in it is whole: with that put right, the same command with --resume continues'

suite('faults: a limit on the size of files', (test) => {
  test('kills the run in the middle of a line, which --resume repairs', async () => {
    const cwd = folder()
    // In KiB: enough for what describes the experiment, too little for all trials.
    const line = 'ulimit -c 0; ulimit -f 4; exec "$0" "$@"'
    const child = spawn('bash', ['-c', line, process.execPath, BINARY, ...ARGS], { cwd })
    assert.is((await finished(child)).signal, 'SIGXFSZ')
    // What was predicted for the rows takes more than the trials themselves, and comes first.
    const text = readFileSync(join(cwd, 't.csv.rows'), 'utf8')
    assert.is(text.length, 4096)
    const torn = text.slice(text.lastIndexOf('\n') + 1)
    const excerpt = torn.length <= 80 ? JSON.stringify(torn) : `${JSON.stringify(torn.slice(0, 80))} and more`
    const repaired = await regbench([...ARGS, '--resume'], { cwd })
    assertDone(repaired)
    const said = `regbench: t.csv.rows: the last line was torn and has been removed: ${excerpt}`
    assert.ok(repaired.stderr.startsWith(said), repaired.stderr)
    await assertComplete(cwd)
  })
})

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

suite('faults: a small file system', (test) => {
  const cwd = folder()
  if (!mount('-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', cwd)) {
    test('SKIPPED: only root may mount one', () => {
      console.log('\n  skipped: a small file system cannot be mounted here')
    })
    return
  }
  // Before the folder is removed.
  process.prependListener('exit', () => spawnSync('umount', [cwd]))

  test('that is full ends the run with its trials kept', async () => {
    const full = await regbench(ARGS, { cwd })
    assertRefused(full, 1, `cannot write t.csv: no space is left on the device; ${HINT}`)
    const kept = wholeLines(cwd)
    const again = await regbench([...ARGS, '--resume'], { cwd })
    assert.is(again.code, 1)
    assert.match(again.stderr, /^regbench: cannot write \S+: no space is left on the device/)
    assert.equal(wholeLines(cwd), kept)
    assert.ok(mount('-o', 'remount,size=1m', cwd))
    assertDone(await regbench([...ARGS, '--resume'], { cwd }))
    const all = wholeLines(cwd)
    assert.ok(kept.length > 0 && kept.length < all.length, `${kept.length} of ${all.length} trials`)
    for (const row of kept) assert.ok(all.includes(row), row)
    await assertComplete(cwd)
  })

  test('that is read-only is noticed before the first trial', async () => {
    assert.ok(mount('-o', 'remount,ro', cwd))
    const refused = await regbench([...ARGS, '--force'], { cwd })
    assertRefused(refused, 1, 'cannot write t.csv: the file system is read-only')
  })
})
