/** Pooling layers as nodes of an ONNX graph, on images [rows x channels x height x width]. */
import type { PoolingShape } from '../nn/architecture.ts'
import type { Windows } from '../nn/windows.ts'
import type { GraphBuilder } from './graphBuilder.ts'

/**
 * Maxima or means of the windows; with `weighting` above 0 the mean of stochastic pooling's draw,
 * weighting * (sum a^2 / sum a) + (1 - weighting) * the pooling itself, where a window that sums to 0 is 0.
 */
export function addPooling(
  build: GraphBuilder,
  a: string,
  name: string,
  shape: PoolingShape,
  weighting: number,
): string {
  if (weighting === 0) return pooled(build, a, name, shape, shape.kind)
  const squares = build.node('Mul', `${name}_squares`, [a, a])
  const sums = pooled(build, a, `${name}_means`, shape, 'average')
  const ofSquares = pooled(build, squares, `${name}_mean_squares`, shape, 'average')
  const zero = build.constant(`${name}.zero`, [], Float32Array.of(0))
  const isEmpty = build.node('Equal', `${name}_is_empty`, [sums, zero])
  const quotient = build.node('Div', `${name}_quotient`, [ofSquares, sums])
  const weighted = build.node('Where', `${name}_weighted`, [isEmpty, zero, quotient])
  if (weighting === 1) return weighted
  const share = (text: string, value: number) => build.constant(`${name}.${text}`, [], Float32Array.of(value))
  const own = pooled(build, a, `${name}_largest`, shape, shape.kind)
  return build.node('Add', name, [
    build.node('Mul', `${name}_drawn`, [weighted, share('rate', weighting)]),
    build.node('Mul', `${name}_else`, [own, share('rest', 1 - weighting)]),
  ])
}

function pooled(
  build: GraphBuilder,
  a: string,
  name: string,
  { rows, columns }: PoolingShape,
  kind: PoolingShape['kind'],
): string {
  const [height, width] = [rows, columns].map(regular)
  if (height === null || width === null) return byPlaces(build, a, name, rows, columns, kind)
  return build.node(kind === 'max' ? 'MaxPool' : 'AveragePool', name, [a], {
    kernel_shape: { ints: [height.size, width.size] },
    strides: { ints: [height.stride, width.stride] },
  })
}

/** Size and stride of windows that all have them; null for fractional ones. */
function regular({ starts, ends }: Windows): { size: number; stride: number } | null {
  const size = ends[0] - starts[0]
  const stride = starts.length > 1 ? starts[1] - starts[0] : size
  return starts.every((start, j) => start === j * stride && ends[j] - start === size)
    ? { size, stride }
    : null
}

/** Windows anywhere, all of one size: the first pixels of all of them, the second ones, ..., and the largest or the mean of these. */
function byPlaces(
  build: GraphBuilder,
  a: string,
  name: string,
  rows: Windows,
  columns: Windows,
  kind: PoolingShape['kind'],
): string {
  const along = (values: string, text: string, { starts, ends }: Windows, axis: number): string => {
    const parts = Array.from({ length: ends[0] - starts[0] }, (_, i) => {
      const places = BigInt64Array.from(starts, (start) => BigInt(start + i))
      const index = build.constant(`${text}.${i}`, [starts.length], places)
      return build.node('Gather', `${text}_${i}`, [values, index], { axis: { int: axis } })
    })
    return build.node(kind === 'max' ? 'Max' : 'Mean', text, parts)
  }
  return along(along(a, `${name}_rows`, rows, 2), `${name}_columns`, columns, 3)
}
