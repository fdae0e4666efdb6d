import { type Check, type Comparison, same } from './check.ts'
import { type Rig, toy } from './rig.ts'

/**
 * Known answers of Random123 (tests/kat_vectors, philox4x32 of 10 rounds, key and counter 0), and the 10,000th word of
 * C++26's default std::philox4x32 ([rand.predef]: key 20111115), from another hand and far from the start.
 */
const PUBLISHED = [
  { source: 'Random123', key: [0, 0], first: 0, words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  { source: 'C++26', key: [20111115, 0], first: 9999, words: [1955073260] },
] as const

const WORDS = 10_000

export const generator: Check = {
  title: 'random numbers: Philox 4x32-10 gives its published words',
  *run(rig: Rig): Generator<Comparison> {
    const { arena, kernels } = rig.model('none', toy('regression', WORDS, [1, 1], 'relu', { batchSize: 8 }))
    const words = arena.region('words')
    for (const { source, key, first, words: expected } of PUBLISHED) {
      kernels.philox(words, WORDS, key, 0, 0, 0)
      for (const [i, word] of expected.entries()) {
        yield same(`${source}, word ${first + i}`, arena.i32('words')[first + i] >>> 0, word)
      }
    }
  },
}
