// The part of the WebAssembly JavaScript API used here. TypeScript ships these types only inside lib "DOM", which
// would also bring window, document and a global called `name` into a command-line program.
declare namespace WebAssembly {
  class Module {
    private readonly brand: 'WebAssembly.Module'
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean })
    readonly buffer: SharedArrayBuffer
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
