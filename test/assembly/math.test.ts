/** scripts/measure/math.ts looks at every f32; here a dense sample and every edge. */
import { assert, suite } from '../harness.ts'
import { type Host, near, numbers, openHosts, SIZES, sameBits } from './host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')

type Name = 'exp' | 'log' | 'tanh' | 'sigmoid'

/** f of each value, at most 20000 of them at a time. */
function apply(host: Host, name: Name, values: ArrayLike<number>): Float32Array {
  host.reset()
  const x = host.f32(values)
  const n = x.length
  if (name === 'exp') host.core.expInto(x.byteOffset, x.byteOffset, n)
  else if (name === 'log') host.core.logInto(x.byteOffset, x.byteOffset, n)
  else host.core[name](x.byteOffset, n)
  host.assertGuards()
  return x.slice()
}

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

const ulp = (x: number): number => 2 ** Math.max(Math.floor(Math.log2(Math.abs(x))) - 23, -149)

/** 20000 f32 spread evenly over the bit patterns from `low` to `high`, two numbers of one sign. */
function spread(low: number, high: number): Float32Array {
  const [from, to] = new Uint32Array(new Float32Array([low, high]).buffer)
  const bits = Uint32Array.from({ length: 20000 }, (_, i) => Math.round(from + ((to - from) * i) / 19999))
  return new Float32Array(bits.buffer)
}

/** `ulps` is the limit the header of assembly/math.ts states. */
const FUNCTIONS: { name: Name; exact(x: number): number; ulps: number; ranges: [number, number][] }[] = [
  {
    name: 'exp',
    exact: Math.exp,
    ulps: 1.02,
    ranges: [
      [1e-45, 88.72],
      [-1e-45, -103.9],
    ],
  },
  { name: 'log', exact: Math.log, ulps: 0.85, ranges: [[1e-45, 3.4e38]] },
  {
    name: 'tanh',
    exact: Math.tanh,
    ulps: 1.34,
    ranges: [
      [1e-45, 100],
      [-1e-45, -100],
    ],
  },
  {
    name: 'sigmoid',
    exact: sigmoid,
    ulps: 2.41,
    ranges: [
      [1e-45, 100],
      [-1e-45, -103.9],
    ],
  },
]

const EDGES: Record<Name, [number, number][]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [1e-45, 1],
    [88.722, Math.fround(Math.exp(Math.fround(88.722)))],
    [88.7229, Infinity],
    [89, Infinity],
    [3e38, Infinity],
    [Infinity, Infinity],
    [-87.5, Math.fround(Math.exp(-87.5))],
    [-103.9, 2 ** -149],
    [-103.98, 0],
    [-104, 0],
    [-3e38, 0],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [Infinity, Infinity],
    [-Infinity, Number.NaN],
    [-1, Number.NaN],
    [-1e-45, Number.NaN],
    [Number.NaN, Number.NaN],
    [2 ** -149, Math.fround(-149 * Math.LN2)],
    [2 ** -126, Math.fround(-126 * Math.LN2)],
    [2, Math.fround(Math.LN2)],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [1e-45, 2 ** -149],
    [-1e-40, Math.fround(-1e-40)],
    [1e-5, Math.fround(1e-5)],
    [20, 1],
    [-20, -1],
    [3e38, 1],
    [Infinity, 1],
    [-Infinity, -1],
    [Number.NaN, Number.NaN],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [1e-45, 0.5],
    [100, 1],
    [Infinity, 1],
    [-104, 0],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
  ],
}

suite('elementary functions', (test) => {
  for (const { name, exact, ulps, ranges } of FUNCTIONS) {
    test(`${name} is within ${ulps} ulp of float64`, () => {
      for (const host of hosts) {
        for (const [low, high] of ranges) {
          const x = spread(low, high)
          apply(host, name, x).forEach((y, i) => {
            const expected = exact(x[i])
            near(y, expected, { absolute: ulps * ulp(expected) }, `${host.build}, ${name}(${x[i]})`)
          })
        }
      }
    })

    test(`${name} is right at its edges`, () => {
      for (const host of hosts) {
        const y = apply(
          host,
          name,
          EDGES[name].map(([x]) => x),
        )
        EDGES[name].forEach(([x, expected], i) => {
          sameBits([y[i]], [expected], `${host.build}, ${name}(${x})`)
        })
      }
    })

    test(`${name} gives an element the same bits wherever it stands`, () => {
      for (const host of hosts) {
        const x = numbers(1023, 1, 20).map((value) => (name === 'log' ? Math.abs(value) : value))
        const together = apply(host, name, x)
        for (const n of SIZES) {
          const start = 1023 - n
          sameBits(apply(host, name, x.slice(start)), together.slice(start), `${host.build}, n = ${n}`)
        }
      }
    })
  }

  test('tanh is odd and sigmoid(-x) completes sigmoid(x) to 1', () => {
    for (const host of hosts) {
      const x = numbers(1000, 2, 12)
      const minus = x.map((value) => -value)
      sameBits(
        apply(host, 'tanh', minus).map((y) => -y),
        apply(host, 'tanh', x),
        host.build,
      )
      const [up, down] = [apply(host, 'sigmoid', x), apply(host, 'sigmoid', minus)]
      up.forEach((y, i) => {
        near(y + down[i], 1, { absolute: 2e-7 }, `at ${x[i]}`)
      })
    }
  })

  test('exp and log may write elsewhere', () => {
    for (const host of hosts) {
      host.reset()
      const x = host.f32([1, 2, 3, 4, 5])
      const y = host.f32([0, 0, 0, 0, 0])
      host.core.expInto(x.byteOffset, y.byteOffset, 5)
      host.core.logInto(y.byteOffset, y.byteOffset, 5)
      assert.equal([...x], [1, 2, 3, 4, 5])
      y.forEach((value, i) => {
        near(value, x[i], { relative: 1e-6 }, 'log exp x')
      })
    }
  })
})
