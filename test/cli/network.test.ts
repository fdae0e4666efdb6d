/** Convolutional networks from the command line: the same bits for any number of jobs, and sentences for what cannot be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench } from './run.ts'

const NETWORK = ['--network', 'conv:4x3,pool:2,conv:6x3,avg:all,dense:8'] as const
const SHORT = ['--epochs', '1', '--folds', '2', '--repeats', '1', '--no-yardstick'] as const
const METHODS = [
  'none',
  'max-norm:1',
  'inverted-dropout:keep=0.8,mask=batch',
  'dropconnect:keep=0.8,mask=batch',
]

suite('cli: convolutional networks', (test) => {
  test('compare gives the same trials for one job and two, whatever stands in the grammar', async () => {
    const cwd = folder()
    const methods = METHODS.flatMap((method) => ['--method', method])
    const prints = await Promise.all(
      ['1', '2'].map(async (jobs) => {
        const file = `${jobs}.csv`
        const args = ['compare', 'digits', ...NETWORK, ...SHORT, ...methods, '--jobs', jobs]
        assertDone(await regbench([...args, '--export-trials', file], { cwd }))
        return [...readFileSync(join(cwd, file), 'utf8').matchAll(/(?<=,)[0-9a-f]{16}(?=,)/g)]
          .map(([hash]) => hash)
          .sort()
      }),
    )
    assert.is(prints[0]!.length, 2 * METHODS.length)
    assert.is(new Set(prints[0]).size, 2 * METHODS.length)
    assert.equal(prints[1], prints[0])
  })

  test('refuses two ways of saying the layers, and features that are no image', async () => {
    const both = await regbench(['compare', 'digits', '--hidden', '8', ...NETWORK])
    assertRefused(
      both,
      2,
      '--hidden 8 and --network conv:4x3,pool:2,conv:6x3,avg:all,dense:8 both say the layers; give one of them (dense:8 is a hidden layer in --network)',
    )
    const table = await regbench(['compare', 'iris', ...NETWORK])
    assertRefused(
      table,
      2,
      'the network or a method reads images, and the names of the 4 features do not say how they form one (pixel_0_0, pixel_0_1, ...); give --image HEIGHTxWIDTH[xCHANNELS]; 2x2 would be a square',
    )
  })
})
