/** Killed and interrupted fits, and what --resume makes of them. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { assertDone, assertRefused, finished, folder, regbench, start } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

const ARGS = [
  ...['train', 'iris', '--method', 'inverted-dropout:keep=0.7', '--optimizer', 'adam', '--hidden', '8'],
  ...['--epochs', '3000', '--save', 'm.safetensors', '--checkpoint', 'm.state', '--every', '20', '--quiet'],
]
const model = (cwd: string) => readFileSync(join(cwd, 'm.safetensors')).toString('base64')

/** Starts a fit and sends the signal once its state has been written so many times. */
async function stopped(cwd: string, signal: NodeJS.Signals, more: readonly string[] = []) {
  const child = start([...ARGS, ...more], { cwd })
  const end = finished(child)
  const path = join(cwd, 'm.state')
  const first = existsSync(path) ? statSync(path).ino : 0
  const poll = setInterval(() => {
    if (!existsSync(path) || statSync(path).ino === first) return
    clearInterval(poll)
    child.kill(signal)
  }, 2)
  const result = await end
  clearInterval(poll)
  return result
}

suite('faults: a fit', (test) => {
  test('killed twice, interrupted once and resumed each time saves the model of an uninterrupted one', async () => {
    const reference = folder()
    assertDone(await regbench(ARGS, { cwd: reference }))
    const cwd = folder()
    assert.is((await stopped(cwd, 'SIGKILL')).signal, 'SIGKILL')
    assert.is((await stopped(cwd, 'SIGKILL', ['--resume'])).signal, 'SIGKILL')
    const { code, stderr } = await stopped(cwd, 'SIGINT', ['--resume'])
    assert.is(code, 130)
    assert.match(
      stderr,
      /^regbench: interrupted: the state after epoch \d+ is in m\.state; the same command with --resume goes on\n$/,
    )
    assert.not(existsSync(join(cwd, 'm.safetensors')))
    assertDone(await regbench([...ARGS, '--resume'], { cwd }))
    assert.is(model(cwd), model(reference))
  })

  test('refuses a state that is there, of another fit, or damaged', async () => {
    const cwd = folder({ 'm.state': 'mine' })
    const short = ARGS.map((word) => (word === '3000' ? '3' : word))
    assertRefused(
      await regbench(short, { cwd }),
      2,
      'm.state exists: --resume goes on from it, --force starts anew',
    )
    assertRefused(
      await regbench([...short, '--resume'], { cwd }),
      3,
      'm.state: it is not a checkpoint of this version of regbench; --force starts anew',
    )
    assertDone(await regbench([...short, '--force'], { cwd }))
    assertRefused(
      await regbench([...short, '--resume', '--seed', '1'], { cwd }),
      2,
      '--resume: m.state is of another fit (different seed); --force starts anew',
    )
  })
})
