import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelFormats } from '../../src/models/index.ts'
import { takeApart } from '../../src/models/manifest.ts'
import { encodeOnnx } from '../../src/models/onnxProto.ts'
import { encodeSafetensors } from '../../src/models/safetensors.ts'
import { formatOf, loadModel, readModel, saveModel } from '../../src/models/store.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { folder } from '../cli/run.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'
import { BIRD_OPTIONS, birds, fitAndSave, settingsOf } from './fits.ts'

const saved = await fitAndSave(
  birds,
  settingsOf('vanilla-dropout:keep=0.5+l2:1e-3', {
    network: { hidden: [3], activation: 'tanh', init: 'he' },
  }),
  { ...BIRD_OPTIONS, delimiter: ',', nullValues: ['-9'] },
)
const apart = takeApart(saved)

/** The manifest with one field changed, in a file that is otherwise whole. */
function tampered(change: (manifest: Record<string, unknown>) => void): Uint8Array {
  const manifest = JSON.parse(apart.manifest)
  change(manifest)
  return encodeSafetensors(apart.tensors, { regbench: JSON.stringify(manifest) })
}

const unusable = (clause: string) => `m: the file is not a model that regbench can use: ${clause}`

/** Change to sentence. */
// biome-ignore lint/suspicious/noExplicitAny: what a change breaks may be of any type
const wrong: Record<string, { change: (manifest: any) => void; sentence: string }> = {
  'a later format': {
    change: (m) => {
      m.version = 3
    },
    sentence: unusable('it is of format version 3, and this regbench reads up to 2'),
  },
  'no task': {
    change: (m) => {
      delete m.task
    },
    sentence: unusable('its field task is missing'),
  },
  'classes that are no texts': {
    change: (m) => {
      m.classes[1] = 5
    },
    sentence: unusable('its field classes[1] is not a text'),
  },
  'a class too few': {
    change: (m) => {
      m.classes.pop()
    },
    sentence: unusable('its sizes are 10-3-3 for 10 features and 2 outputs'),
  },
  'a layer of no units': {
    change: (m) => {
      m.sizes[1] = 0
    },
    sentence: unusable('its field sizes[1] is not a whole number of at least 1'),
  },
  'a layer of many units': {
    change: (m) => {
      m.sizes[1] = 1e9
    },
    sentence: unusable('its array layer0.weights is 10 x 3, not 10 x 1000000000'),
  },
  'more layers than arrays': {
    change: (m) => {
      m.sizes.push(3)
      m.predictionScale.push(1)
    },
    sentence: unusable('it has no array layer2.weights'),
  },
  'an unknown method': {
    change: (m) => {
      m.method = 'l7:1'
    },
    sentence: unusable('its method cannot be used: unknown method "l7" in "l7:1"; did you mean "l2"?'),
  },
  'a method for other layers': {
    change: (m) => {
      m.method = 'l2:1/2/3'
    },
    sentence: unusable(
      'its method cannot be used: method term "l2:1/2/3": 3 values of strength for 2 layers (layer 1: 10 x 3; layer 2: 3 x 3)',
    ),
  },
  'a column of no kind': {
    change: (m) => {
      m.columns[0].kind = 'date'
    },
    sentence: unusable('its field columns[0].kind is not numeric or categorical'),
  },
  'a column twice': {
    change: (m) => {
      m.columns[1].name = m.columns[0].name
    },
    sentence: unusable('two of its columns have one name'),
  },
  'a category too many': {
    change: (m) => {
      m.columns[1].categories.push('x')
    },
    sentence: unusable('its sizes are 10-3-3 for 11 features and 3 outputs'),
  },
  'a list for an object': {
    change: (m) => {
      m.reading = []
    },
    sentence: unusable('its field reading is not an object'),
  },
}

suite('models/store', (test) => {
  for (const name of Object.keys(modelFormats) as (keyof typeof modelFormats)[]) {
    test(`${name} gives back everything that was saved`, async () => {
      const path = join(folder(), `model${modelFormats[name].extension}`)
      await saveModel(path, saved)
      assert.equal(await loadModel(path), saved)
    })

    test(`${name}: the same model is the same bytes`, async () => {
      const again = await fitAndSave(
        birds,
        settingsOf('vanilla-dropout:keep=0.5+l2:1e-3', {
          network: { hidden: [3], activation: 'tanh', init: 'he' },
        }),
        { ...BIRD_OPTIONS, delimiter: ',', nullValues: ['-9'] },
      )
      const bytes = modelFormats[name].encode(saved, apart)
      assert.equal(modelFormats[name].encode(again, takeApart(again)), bytes)
    })

    test(`${name}: a damaged file is refused in one sentence or read as a model, never anything else`, () => {
      const bytes = modelFormats[name].encode(saved, apart)
      let refusals = 0
      const tryRead = (changed: Uint8Array, what: string) => {
        try {
          readModel(changed, 'm')
        } catch (error) {
          assert.instance(error, RegbenchError, `${what}: ${(error as Error).stack}`)
          assert.is((error as RegbenchError).exitCode, 3, what)
          assert.not.match((error as RegbenchError).message, '\n', what)
          refusals++
        }
      }
      const step = Math.ceil(bytes.length / 700)
      for (let at = 0; at < bytes.length; at += step) {
        tryRead(bytes.subarray(0, at), `cut at ${at}`)
        assert.is(refusals, 1, `a file cut at ${at} was read`)
        refusals = 0
      }
      for (let at = 0; at < bytes.length; at += step) {
        for (const flip of [1, 0x80, 0xff]) {
          const changed = bytes.slice()
          changed[at]! ^= flip
          tryRead(changed, `byte ${at} ^ ${flip}`)
        }
      }
      assert.ok(refusals > 50, `${refusals} changes were noticed`)
    })
  }

  for (const [what, { change, sentence }] of Object.entries(wrong)) {
    test(`refuses ${what}`, async () => {
      await refused(() => readModel(tampered(change), 'm'), 3, sentence)
    })
  }

  test('reads a model of before, whose numbers are held within nothing', async () => {
    const tensors = new Map(apart.tensors)
    tensors.delete('numeric.bound')
    tensors.delete('numeric.bend')
    const manifest = JSON.parse(apart.manifest)
    manifest.version = 1
    for (const column of manifest.columns) {
      delete column.low
      delete column.high
    }
    const { model } = readModel(encodeSafetensors(tensors, { regbench: JSON.stringify(manifest) }), 'm')
    const most = 3.4028234663852886e38
    assert.equal(
      model.inputs,
      saved.model.inputs.map((input) =>
        input.kind === 'numeric' ? { ...input, bound: most, bend: 0, low: -most, high: most } : input,
      ),
    )
  })

  test('refuses weights that are no numbers, and arrays that are not there', async () => {
    const [first] = apart.tensors.keys()
    const changed = new Map(apart.tensors)
    const tensor = changed.get(first!)!
    changed.set(first!, { ...tensor, values: tensor.values.map((w, i) => (i === 1 ? Number.NaN : w)) })
    const encode = () => encodeSafetensors(changed, { regbench: apart.manifest })
    await refused(
      () => readModel(encode(), 'm'),
      3,
      unusable('its array layer0.weights holds a number that is not finite'),
    )
    changed.delete(first!)
    await refused(() => readModel(encode(), 'm'), 3, unusable('it has no array layer0.weights'))
  })

  test('reads a method that an earlier version spelled otherwise', () => {
    const model = readModel(
      tampered((manifest) => {
        manifest.method = 'vanilla-dropout:keep=0.5,share=example+l2:1e-3'
      }),
      'm',
    )
    assert.is(model.model.method, 'vanilla-dropout:keep=0.5,mask=example+l2:1e-3')
  })

  test('refuses models of others, by what they are', async () => {
    await refused(
      () => readModel(encodeSafetensors(apart.tensors, { format: 'pt' }), 'm'),
      3,
      'm: the safetensors file was not written by regbench: predict reads what train saved',
    )
    const graph = { name: '', doc: '', nodes: [], initializers: [], inputs: [], outputs: [] }
    const onnx = encodeOnnx({
      irVersion: 9,
      opset: 19,
      producer: '',
      producerVersion: '',
      graph,
      metadata: {},
    })
    await refused(
      () => readModel(onnx, 'm'),
      3,
      'm: the ONNX file was not written by regbench: predict reads what train saved',
    )
    const csv = readFileSync(new URL('../../datasets/iris.csv', import.meta.url))
    let message = ''
    try {
      readModel(csv, 'iris.csv')
    } catch (error) {
      message = (error as Error).message
    }
    assert.is(
      message,
      'iris.csv: the file is a text, perhaps a table in CSV, and a model is needed that train saved (.safetensors or .onnx); the model comes first, then the data',
    )
  })

  test('names of models decide their format', async () => {
    assert.is(formatOf('a/B.ONNX').extension, '.onnx')
    await refused(
      () => formatOf('model.pt'),
      2,
      '--save model.pt: the name of a model ends in .safetensors or .onnx',
    )
  })

  test('a missing file, a folder and a device are told apart', async () => {
    const cwd = folder({ 'inside/file': '' })
    await refused(() => loadModel(join(cwd, 'no.onnx')), 3, `${join(cwd, 'no.onnx')}: there is no such file`)
    await refused(
      () => loadModel(join(cwd, 'inside')),
      3,
      `${join(cwd, 'inside')}: this is a directory; name a .safetensors or .onnx file`,
    )
    await refused(() => loadModel('/dev/zero'), 3, '/dev/zero: a model must be a regular file, not a pipe')
    writeFileSync(join(cwd, 'empty.safetensors'), '')
    await refused(
      () => loadModel(join(cwd, 'empty.safetensors')),
      3,
      `${join(cwd, 'empty.safetensors')}: the file is damaged, or not in the safetensors format: it has 0 bytes, too few for a header`,
    )
  })
})
