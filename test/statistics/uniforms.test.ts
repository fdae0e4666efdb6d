import { Uniforms } from '../../src/statistics/uniforms.ts'
import { assert, suite } from '../harness.ts'

suite('statistics/uniforms', (test) => {
  test('begin with the words that Philox publishes for zeros', () => {
    // Random123's known answers: philox4x32-10 of key 0 and counter 0 is 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    const uniforms = new Uniforms([0, 0], 0)
    const of = (high: number, low: number) => ((high >>> 6) * 2 ** 27 + (low >>> 5) + 0.5) / 2 ** 53
    assert.equal([uniforms.next(), uniforms.next()], [of(0x6627e8d5, 0xe169c58d), of(0xbc57ac4c, 0x9b00dbd8)])
  })

  test('differ by key and by stream, and lie within 0 and 1 evenly', () => {
    const draws = (key: [number, number], stream: number) => {
      const uniforms = new Uniforms(key, stream)
      return Array.from({ length: 4000 }, () => uniforms.next())
    }
    const [own, other, third] = [draws([7, 8], 0), draws([7, 9], 0), draws([7, 8], 1)]
    assert.is.not(own[0], other[0])
    assert.is.not(own[0], third[0])
    assert.ok(own.every((u) => u > 0 && u < 1))
    for (let decile = 0; decile < 10; decile++) {
      const share = own.filter((u) => Math.floor(10 * u) === decile).length / own.length
      // Five standard errors of a share of a tenth.
      assert.ok(Math.abs(share - 0.1) < 5 * Math.sqrt(0.09 / own.length), `${decile}: ${share}`)
    }
  })
})
