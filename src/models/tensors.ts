/** Named arrays, as both file formats hold them. */
export interface Tensor {
  readonly shape: readonly number[]
  /** Values in row-major order, as many as the shape says. */
  readonly values: Float32Array | Float64Array
}

/** What a model file holds: arrays by name, and one JSON text about them (see manifest.ts). */
export interface ModelFile {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly manifest: string
}

/** The bytes of an array, little-endian, in memory of their own. */
export function littleEndianBytes(values: Float32Array | Float64Array): Uint8Array {
  const size = values.BYTES_PER_ELEMENT
  const bytes = new Uint8Array(values.length * size)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) {
    if (size === 4) view.setFloat32(i * size, values[i], true)
    else view.setFloat64(i * size, values[i], true)
  }
  return bytes
}

/** The inverse; `bytes` may start anywhere. */
export function fromLittleEndian(bytes: Uint8Array, type: 'f32' | 'f64'): Float32Array | Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return type === 'f32'
    ? Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
    : Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
}
