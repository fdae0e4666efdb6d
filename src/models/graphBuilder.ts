/** An ONNX graph while it is put together. */
import type { Attribute, Initializer, Node } from './onnxProto.ts'

/** Collects nodes; every node has one output, which has the node's name. */
export class GraphBuilder {
  readonly nodes: Node[]
  readonly initializers: Initializer[]
  readonly #prefix: string

  constructor(prefix = '', within?: GraphBuilder) {
    this.#prefix = prefix
    this.nodes = within?.nodes ?? []
    this.initializers = within?.initializers ?? []
  }

  /** Adds to the same graph, with `prefix` before all names that it gives. */
  under(prefix: string): GraphBuilder {
    return new GraphBuilder(this.#prefix + prefix, this)
  }

  node(
    op: string,
    given: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): string {
    const output = this.#prefix + given
    this.nodes.push({ name: output, op, inputs, output, attributes })
    return output
  }

  constant(given: string, shape: readonly number[], values: Initializer['values']): string {
    const name = this.#prefix + given
    this.initializers.push({ name, shape, values })
    return name
  }

  floats(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], Float32Array.from(values))
  }
}
