/** The norm of what the optimizer receives: looked at, and clipped if asked for, between the backward pass and the update. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'

/** Norm of all gradients together, biases and smooth penalties included; docs/math.md section 3. */
export class GradientNorm {
  readonly #kernels: Kernels
  readonly #gradients: Region
  readonly #limit: number
  #isWatched = false
  #sum = 0
  #steps = 0

  /** `clipNorm` 0 never clips. */
  constructor(kernels: Kernels, gradients: Region, clipNorm: number) {
    this.#kernels = kernels
    this.#gradients = gradients
    this.#limit = clipNorm > 0 ? clipNorm : Infinity
  }

  /** A new epoch begins. Norms cost a pass over all gradients, so they are taken where wanted or where clipping needs them. */
  begin(isWanted: boolean): void {
    this.#isWatched = isWanted || this.#limit < Infinity
    this.#sum = 0
    this.#steps = 0
  }

  /** The gradients of a step are complete: clips them, and counts the norm that they had. */
  take(): void {
    if (!this.#isWatched) return
    this.#sum += this.#kernels.clipNorm(this.#gradients, this.#limit)
    this.#steps++
  }

  /** The mean norm before clipping over the steps of this epoch; null where none was taken, or one is not finite. */
  get mean(): number | null {
    const mean = this.#sum / this.#steps
    return Number.isFinite(mean) ? mean : null
  }
}
