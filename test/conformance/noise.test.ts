/** What every regularizer with noise on units owes: its training averages to its prediction; and averages know it. */
import type { Region } from '../../src/core/arena.ts'
import { regularizer, regularizerNames } from '../../src/regularizers/index.ts'
import { isNoisy, parseMethod } from '../../src/regularizers/method.ts'
import type { Regularizer } from '../../src/regularizers/regularizer.ts'
import { unitExpectations } from '../../src/selftest/expectation.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { onSubject, subjectOf } from './subjects.ts'
import { actingTerms, neutralTerms } from './terms.ts'

const rig = await Rig.open('strict')
const KEEPS = [0.2, 0.5, 0.8]

/** Noise on units is what a share of the features can be kept from. */
const kinds = regularizerNames.filter((name) => Object.hasOwn(regularizer(name).params, 'input-keep'))

/** The kept values scaled by 1 - keep where keep is right, as ConvNetJS did (#61, #106): at 0.5 nobody sees it. */
function scaledByDrop(entry: Regularizer, keep: number): Regularizer {
  return {
    ...entry,
    create(args, context) {
      const hooks = entry.create(args, context)
      const wrong = (a: Region, n: number) => context.kernels.scale(a, keep / (1 - keep), n)
      return {
        ...hooks,
        perturbations: (hooks.perturbations ?? []).map(
          (right) =>
            right && {
              ...right,
              forward(a, n, M) {
                right.forward(a, n, M)
                wrong(a, n)
              },
            },
        ),
      }
    },
  }
}

const objections = (name: string, entry: Regularizer, keep: number): string[] =>
  [...unitExpectations(rig, name, entry, keep)].filter(({ met }) => !met).map(({ what }) => what)

suite('conformance: noise on units', (test) => {
  test('is what the kinds of dropout have', () => {
    assert.ok(kinds.length >= 2)
  })

  for (const name of kinds) {
    test(`${name}: training averages to prediction at every keep, unit by unit`, () => {
      for (const keep of KEEPS) assert.equal(objections(name, regularizer(name), keep), [], `keep ${keep}`)
    })

    test(`${name}: scaled by drop instead of keep, it fails at 0.2 and 0.8, and 0.5 hides it`, () => {
      const seen = KEEPS.map(
        (keep) => objections(name, scaledByDrop(regularizer(name), keep), keep).length > 0,
      )
      assert.equal(seen, [true, false, true])
    })
  }

  test('is told from its absence before anything is laid out', () => {
    const terms = regularizerNames.flatMap((name) =>
      [...actingTerms(name), ...neutralTerms(name)].map((term) => ({ name, term })),
    )
    assert.ok(terms.length > 20)
    for (const { name, term } of terms) {
      const subject = subjectOf(name, term)
      const setup = onSubject(
        toy('classification', 6, [subject.features, 4, 3, 2], 'relu', { schedule: 'cosine' }),
        subject,
      )
      const { net, plan } = rig.model(term, setup)
      assert.is(isNoisy(parseMethod(term), plan.net.architecture), net.isNoisy, term)
    }
  })
})
