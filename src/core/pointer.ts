/** A byte address in the memory of the core, a multiple of 4. */
export type Pointer = number
