import { readFileSync } from 'node:fs'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { suite } from '../harness.ts'
import { createLookahead } from '../reference/averaging.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const fixtures = JSON.parse(readFileSync(new URL('../fixtures/conv.json', import.meta.url), 'utf8'))

suite('lookahead', (test) => {
  const { rate, k, alpha, start, target, after_each_step: steps } = fixtures.lookahead

  test('goes on a parabola where the worked example goes, and so does the reference', () => {
    const reference = { weights: [Float64Array.of(start)], biases: [] }
    const lookBack = createLookahead({ k, alpha }, reference)
    const model = rig.model(`lookahead:k=${k},alpha=${alpha}`, toy('regression', 4, [1, 1]))
    const [w, g] = [model.arena.f32('parameters'), model.arena.f32('gradients')]
    w[0] = start
    model.arena.f32('slow weights')[0] = start
    for (const expected of steps) {
      reference.weights[0][0] -= rate * (reference.weights[0][0] - target)
      lookBack()
      near(reference.weights[0][0], expected, 'reference', { absolute: 1e-12, relative: 0 })
      g[0] = w[0] - target
      model.optimizer.step(rate)
      model.clock.step++
      for (const hook of model.hooks) hook.afterUpdate?.()
      near(w[0], expected, 'trainer', { absolute: 1e-6, relative: 0 })
    }
  })
})
