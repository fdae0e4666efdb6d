/** An ONNX graph while it is put together. */
import type { Attribute, Initializer, Node } from './onnxProto.ts'

/** Collects nodes; every node has one output, which has the node's name. */
export class GraphBuilder {
  readonly nodes: Node[] = []
  readonly initializers: Initializer[] = []

  node(
    op: string,
    output: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): string {
    this.nodes.push({ name: output, op, inputs, output, attributes })
    return output
  }

  constant(name: string, shape: readonly number[], values: Initializer['values']): string {
    this.initializers.push({ name, shape, values })
    return name
  }

  floats(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], Float32Array.from(values))
  }
}
