import { denseArchitecture } from '../../src/nn/architecture.ts'
import { layOutParameters } from '../../src/nn/parameters.ts'
import { DEFAULT_METHODS, regularizerNames } from '../../src/regularizers/index.ts'
import {
  checkMethod,
  createHooks,
  methodRequests,
  needsValidation,
  parseMethod,
} from '../../src/regularizers/method.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'

/** The usage error that `action` ends with. */
function sentence(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    assert.instance(error, RegbenchError)
    assert.is((error as RegbenchError).exitCode, 2)
    return (error as RegbenchError).message
  }
  throw new Error('nothing was thrown')
}

const refusal = (spec: string): string => sentence(() => parseMethod(spec))
/** Names and arguments; a schedule only where it is not the constant one. */
const argsOf = (spec: string) =>
  parseMethod(spec).terms.map(({ name, args: { schedule = 'constant', ...args } }) => [
    name,
    schedule === 'constant' ? args : { ...args, schedule },
  ])

suite('method grammar: what is understood', (test) => {
  test('bare and named values, choices and flags', () => {
    assert.equal(argsOf('l2:1e-4'), [['l2', { strength: [1e-4], bias: false }]])
    assert.equal(argsOf('l2:strength=0.5,bias=true'), [['l2', { strength: [0.5], bias: true }]])
    assert.equal(argsOf('l1:0.1,update=subgradient'), [
      ['l1', { strength: [0.1], bias: false, update: 'subgradient' }],
    ])
    assert.equal(argsOf('none'), [['none', {}]])
    assert.equal(argsOf('early-stopping:7'), [['early-stopping', { patience: [7] }]])
    assert.equal(argsOf('elastic-net:l1=0.1,l2=0.2'), [
      ['elastic-net', { l1: [0.1], l2: [0.2], bias: false, update: 'proximal' }],
    ])
  })

  test('dropout by keep or drop, with or without the inputs', () => {
    const dropout = (more: object) => ({
      keep: undefined,
      drop: undefined,
      'input-keep': undefined,
      'input-drop': undefined,
      mask: 'example',
      ...more,
    })
    assert.equal(argsOf('vanilla-dropout:keep=0.5'), [['vanilla-dropout', dropout({ keep: [0.5] })]])
    assert.equal(argsOf('inverted-dropout:drop=0.2,input-drop=0.1'), [
      ['inverted-dropout', dropout({ drop: [0.2], 'input-drop': [0.1] })],
    ])
  })

  test('the plus of an exponent separates nothing', () => {
    assert.equal(argsOf('max-norm:1e+3+l2:1e+1'), [
      ['max-norm', { c: [1000] }],
      ['l2', { strength: [10], bias: false }],
    ])
  })

  test('infinite bounds, and only bounds', () => {
    for (const text of ['inf', 'INF', 'Infinity'])
      assert.equal(argsOf(`max-norm:${text}`), [['max-norm', { c: [Infinity] }]])
    assert.match(refusal('l2:inf'), 'strength must be a number at least 0, got "inf"')
  })

  test('lists, one value a layer', () => {
    assert.equal(argsOf('l2:1e-4/0/1e-3'), [['l2', { strength: [1e-4, 0, 1e-3], bias: false }]])
    assert.equal(argsOf('max-norm:1/inf'), [['max-norm', { c: [1, Infinity] }]])
  })

  test('schedules of strengths', () => {
    for (const schedule of ['linear', 'flat-cos', 'after:0.75', 'after:0']) {
      const expected = [['l2', { strength: [1e-4], bias: false, schedule }]]
      assert.equal(argsOf(`l2:1e-4,schedule=${schedule}`), expected)
    }
    assert.is(
      parseMethod('l2:schedule=after:0.5+lookahead').spec,
      'l2:schedule=after:0.5,strength=0.001+lookahead:k=5,alpha=0.5',
    )
  })

  test('spaces around terms, values and keys', () => {
    assert.is(parseMethod(' l2 : 1e-4 + l1: 1e-3 ').spec, 'l2:1e-4+l1:1e-3')
    assert.equal(argsOf('l2: strength = 1 , bias = true'), [['l2', { strength: [1], bias: true }]])
  })

  test('the specification shows every strength that acts, defaults included', () => {
    const specs = {
      l2: 'l2:0.001',
      'elastic-net': 'elastic-net:l1=0.0001,l2=0.001',
      'elastic-net:l1=1': 'elastic-net:l1=1,l2=0.001',
      'l2:bias=true': 'l2:bias=true,strength=0.001',
      'max-norm+early-stopping': 'max-norm:1+early-stopping:5',
      'l2:0.50': 'l2:0.50',
      none: 'none',
    }
    for (const [written, shown] of Object.entries(specs)) {
      assert.is(parseMethod(written).spec, shown)
      assert.is(parseMethod(shown).spec, shown)
      assert.equal(argsOf(shown), argsOf(written))
    }
  })

  test('the older spelling of mask, which no specification shows', () => {
    const args = 'keep=0.5/0.8,input-drop=0.2'
    for (const name of ['vanilla-dropout', 'inverted-dropout', 'gaussian-dropout']) {
      assert.is(parseMethod(`l2:1+${name}:${args},share=batch`).spec, `l2:1+${name}:${args},mask=batch`)
      assert.equal(argsOf(`${name}:share=batch,${args}`), argsOf(`${name}:mask=batch,${args}`))
    }
    assert.match(refusal('inverted-dropout:keep=0.5,share=batch,mask=batch'), 'mask is given twice')
    assert.match(
      refusal('inverted-dropout:keep=0.5,share=row'),
      'mask is example or batch or channel, not "row"',
    )
    assert.match(refusal('dropconnect:keep=0.5,share=batch'), 'unknown argument "share"')
  })

  test('the default list: nine different methods that start with none', () => {
    const specs = DEFAULT_METHODS.map((spec) => parseMethod(spec).spec)
    assert.is(specs.length, 9)
    assert.is(new Set(specs).size, 9)
    assert.is(specs[0], 'none')
  })

  test('who needs validation rows', () => {
    assert.ok(needsValidation(parseMethod('l2:1+early-stopping:3')))
    assert.not(needsValidation(parseMethod('l2:1')))
  })
})

suite('method grammar: what is refused, and how', (test) => {
  const cases: Record<string, string> = {
    'l3:1': 'unknown method "l3" in "l3:1"; did you mean "l2"?',
    'invertd-dropout:keep=0.5':
      'unknown method "invertd-dropout" in "invertd-dropout:keep=0.5"; did you mean "inverted-dropout"?',
    cocktail:
      '"cocktail" is not a method but a search for one: write --cocktail, in compare or tune, and leave it out of --method',
    'quite-else': `unknown method "quite-else"; known: ${regularizerNames.join(', ')}`,
    constructor: `unknown method "constructor"; known: ${regularizerNames.join(', ')}`,
    dropout:
      'unknown method "dropout": say which kind and which share, vanilla-dropout:keep=0.5 or inverted-dropout:keep=0.5 (keep = 1 - drop)',
    'dropout:0.3':
      'unknown method "dropout" in "dropout:0.3": say which kind and which share, vanilla-dropout:keep=0.3 or inverted-dropout:keep=0.3 (keep = 1 - drop)',
    'inverted-dropout:0.5':
      'method term "inverted-dropout:0.5": write inverted-dropout:keep=0.5 to keep that share or inverted-dropout:drop=0.5 to drop it',
    'vanilla-dropout':
      'method term "vanilla-dropout": say what share of the hidden units is kept, vanilla-dropout:keep=0.5, or dropped, vanilla-dropout:drop=0.5',
    'inverted-dropout:input-keep=0.8':
      'method term "inverted-dropout:input-keep=0.8": say what share of the hidden units is kept, inverted-dropout:keep=0.5, or dropped, inverted-dropout:drop=0.5',
    'inverted-dropout:keep=0':
      'method term "inverted-dropout:keep=0": keep must be a number above 0 and at most 1, got "0"',
    'inverted-dropout:keep=1.5':
      'method term "inverted-dropout:keep=1.5": keep must be a number above 0 and at most 1, got "1.5"',
    'inverted-dropout:drop=1':
      'method term "inverted-dropout:drop=1": drop must be a number at least 0 and below 1, got "1"',
    'inverted-dropout:drop=-0.1':
      'method term "inverted-dropout:drop=-0.1": drop must be a number at least 0 and below 1, got "-0.1"',
    'inverted-dropout:keep=0.5,drop=0.5':
      'method term "inverted-dropout:keep=0.5,drop=0.5": give keep or drop, not both (drop = 1 - keep)',
    'vanilla-dropout:keep=0.5,input-keep=0.8,input-drop=0.2':
      'method term "vanilla-dropout:keep=0.5,input-keep=0.8,input-drop=0.2": give input-keep or input-drop, not both',
    'vanilla-dropout:keep=0.5,input-keep=0.8/0.9':
      'method term "vanilla-dropout:keep=0.5,input-keep=0.8/0.9": input-keep takes one value, not a list',
    'vanilla-dropout:keep=0.5+inverted-dropout:keep=0.5':
      'method "vanilla-dropout:keep=0.5+inverted-dropout:keep=0.5": vanilla-dropout and inverted-dropout would act on the same units; take one',
    'l2:1+l1:1+l2:2': 'method "l2:1+l1:1+l2:2": l2 is named twice',
    'none+l2:1': 'method "none+l2:1": none stands alone; leave it out',
    'none:1': 'method term "none:1": none takes no arguments',
    'l2:1,foo=2': 'method term "l2:1,foo=2": unknown argument "foo"; it takes strength, bias, schedule',
    'l2:strenght=1':
      'method term "l2:strenght=1": unknown argument "strenght"; did you mean "strength"? it takes strength, bias, schedule',
    'none:strength=1': 'method term "none:strength=1": unknown argument "strength"; it takes no arguments',
    'l2:1,strength=2': 'method term "l2:1,strength=2": strength is given twice',
    'l2:1,schedule=after:1.5':
      'method term "l2:1,schedule=after:1.5": schedule is constant, linear, flat-cos or after:F with F from 0 to 1, not "after:1.5"',
    'l2:1,schedule=cosine':
      'method term "l2:1,schedule=cosine": schedule is constant, linear, flat-cos or after:F with F from 0 to 1, not "cosine"',
    'max-norm:1,schedule=linear':
      'method term "max-norm:1,schedule=linear": unknown argument "schedule"; it takes c',
    'vanilla-dropout:keep=0.5,schedule=linear+early-stopping':
      'method "vanilla-dropout:keep=0.5,schedule=linear+early-stopping": vanilla-dropout does not go with early-stopping; with a schedule its prediction multiplies by the keep that a whole run ends with, so take inverted-dropout, or leave the schedule out',
    'dropconnect:keep=0.5,schedule=linear+weight-averaging':
      'method "dropconnect:keep=0.5,schedule=linear+weight-averaging": dropconnect does not go with weight-averaging; with a schedule its prediction multiplies by the keep that a whole run ends with, so take inverted-dropout, or leave the schedule out',
    'weight-averaging+early-stopping':
      'method "weight-averaging+early-stopping": weight-averaging does not go with early-stopping; a run that stops early may have no average yet, so give --epochs and leave early-stopping out',
    'weight-averaging:decay=0.9':
      'method term "weight-averaging:decay=0.9": decay is for a mean that forgets; write kind=ema, or leave it out',
    'l2:1,2': 'method term "l2:1,2": name the argument "2": strength=..., bias=..., schedule=...',
    'elastic-net:1':
      'method term "elastic-net:1": name the argument "1": l1=..., l2=..., bias=..., update=..., schedule=...',
    'l2:1,bias=yes': 'method term "l2:1,bias=yes": bias is true or false, not "yes"',
    'l1:1,update=both': 'method term "l1:1,update=both": update is proximal or subgradient, not "both"',
    'early-stopping:1.5':
      'method term "early-stopping:1.5": patience must be a whole number at least 1, got "1.5"',
    'early-stopping:3/4': 'method term "early-stopping:3/4": patience takes one value, not a list',
    'max-norm:0': 'method term "max-norm:0": c must be a number above 0, or inf, got "0"',
    'l2:': 'method term "l2:": nothing follows the colon',
    'l2:-1': 'method term "l2:-1": strength must be a number at least 0, got "-1"',
    'l2:NaN': 'method term "l2:NaN": strength must be a number at least 0, got "NaN"',
    'l2:1e999': 'method term "l2:1e999": strength must be a number at least 0, got "1e999"',
    'l2:0x10': 'method term "l2:0x10": strength must be a number at least 0, got "0x10"',
    'l2:1/': 'method term "l2:1/": strength must be a number at least 0, got ""',
  }
  for (const [spec, expected] of Object.entries(cases)) test(spec, () => assert.is(refusal(spec), expected))

  for (const spec of ['', '+', 'l2:1+', '+l2:1', 'l2:1++l1:1', ' ']) {
    test(`an empty term in "${spec}"`, () => {
      assert.is(
        refusal(spec),
        `method "${spec}" has an empty term; write for example l2:1e-4 or inverted-dropout:keep=0.5+l2:1e-4`,
      )
    })
  }
})

suite('methods on a network', (test) => {
  const deep = denseArchitecture([4, 3, 2, 1], 'relu')
  const check = (spec: string, architecture = deep) => checkMethod(parseMethod(spec), architecture)

  test('lists fit the layers: one value for all, or one for each', () => {
    check('l2:1+max-norm:1/2/3+inverted-dropout:keep=0.5/0.6')
    check('vanilla-dropout:keep=0.5', denseArchitecture([4, 1], 'relu'))
    assert.is(
      sentence(() => check('l2:1/2')),
      'method term "l2:1/2": 2 values of strength for 3 layers (layer 1: 4 x 3; layer 2: 3 x 2; layer 3: 2 x 1)',
    )
    assert.is(
      sentence(() => check('inverted-dropout:keep=0.5/0.6', denseArchitecture([4, 3, 1], 'relu'))),
      'method term "inverted-dropout:keep=0.5/0.6": 2 values of keep for 1 hidden layer (hidden layer 1: 3 units)',
    )
    assert.is(
      sentence(() => check('vanilla-dropout:drop=0.5/0.6', denseArchitecture([4, 1], 'relu'))),
      'method term "vanilla-dropout:drop=0.5/0.6": 2 values of drop for 0 hidden layers (the network has none)',
    )
  })

  test('masks are kept where units are dropped, and nowhere else', () => {
    const regions = (spec: string) =>
      methodRequests(parseMethod(spec), deep, 10, layOutParameters(deep.layers)).map(
        ({ name, type, length }) => [name, type, length],
      )
    assert.equal(regions('inverted-dropout:keep=0.5'), [
      ['mask 1', 'i32', 30],
      ['mask 2', 'i32', 20],
    ])
    assert.equal(regions('vanilla-dropout:keep=1/0.5,input-drop=0.1+l2:1'), [
      ['mask 0', 'i32', 40],
      ['mask 2', 'i32', 20],
    ])
    assert.equal(regions('inverted-dropout:keep=1'), [])
  })

  test('hooks stand in the order of the registry, and runs do not depend on that of the terms', async () => {
    const rig = await Rig.open('strict')
    const model = rig.model('none', toy('regression', 4, [4, 3, 2, 1]))
    const hooks = createHooks(parseMethod('max-norm:1+l1:1+weight-decay:1+l2:1'), {
      ...model,
      architecture: model.plan.net.architecture,
      layout: model.plan.net.layout,
      layers: model.net.layers,
      parameters: model.arena.region('parameters'),
      gradients: model.arena.region('gradients'),
      maskKey: [0, 0],
    })
    assert.equal(
      hooks.map((hook) => Object.keys(hook).sort()),
      [['shrink'], ['addGradient', 'isSteady', 'penalty'], ['penalty', 'shrink'], ['project']],
    )
    const terms = ['max-norm:1', 'l1:1e-2', 'weight-decay:1e-2', 'l2:1e-2', 'inverted-dropout:keep=0.5']
    const trials = await rig.trials([terms.join('+'), [...terms].reverse().join('+')])
    assert.is(trials[1].fingerprint, trials[0].fingerprint)
  })
})
