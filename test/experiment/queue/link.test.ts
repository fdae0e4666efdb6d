import { checkUrl, type interruptedBy, refusal, untilAborted } from '../../../src/experiment/queue/link.ts'
import { RegbenchError } from '../../../src/util/errors.ts'
import { assert, suite } from '../../harness.ts'

const place = { url: 'redis://user:secret@host:6379/2', prefix: 'mine' }
const server = (status: string) => ({ status }) as unknown as Parameters<typeof interruptedBy>[1]

suite('experiment/queue/link', (test) => {
  test('an address whose password is not encoded is refused without repeating it', () => {
    for (const url of ['redis://:se#cret@h', 'redis://u:se/cret@h', 'rediss://u:se?cret@h:6380/1']) {
      assert.throws(
        () => checkUrl(url),
        (error: Error) =>
          error.message.includes('percent-encoded') && !/se|cret/.test(error.message.replace('encoded', '')),
      )
    }
    for (const url of ['redis://h', 'rediss://u:se%23cret@h:6380/1', 'redis://:p%40ss@h/0']) checkUrl(url)
  })

  test('what a server refuses is one sentence with its address and no secret', () => {
    const said = (message: string) => refusal(new Error(message), place)?.message
    assert.is(
      said("OOM command not allowed when used memory > 'maxmemory'."),
      'the Redis server at redis://host:6379/2 is full (maxmemory) and stores nothing more; make room there, or raise the limit',
    )
    assert.match(said("NOPERM this user has no permissions to run the 'set' command")!, 'begin with "mine:"')
    assert.match(said("READONLY You can't write against a read only replica.")!, 'read-only replica')
    assert.is(said('something else'), undefined)
    assert.is(refusal('no error', place), undefined)
  })

  test('an interruption ends what waits for a server, and says that it is gone', async () => {
    const controller = new AbortController()
    const never = untilAborted(new Promise(() => {}), controller.signal, server('reconnecting'), place)
    controller.abort(new RegbenchError(130, 'interrupted: nothing was kept'))
    const error = await never.catch((reason: unknown) => reason)
    assert.instance(error, RegbenchError)
    assert.is((error as RegbenchError).exitCode, 130)
    assert.is(
      (error as RegbenchError).message,
      'the Redis server at redis://host:6379/2 does not answer any more; interrupted: nothing was kept',
    )
    assert.is(await untilAborted(Promise.resolve(3), new AbortController().signal, server('ready'), place), 3)
  })
})
