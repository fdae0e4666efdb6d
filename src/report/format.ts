import type { Study } from '../results/comparison.ts'

export interface RenderOptions {
  readonly color: boolean
  /** Columns a line may take; only the terminal table keeps to it. */
  readonly width: number
}

/** One way to print what a command compared; an entry of the registry in index.ts. */
export interface ReportFormat {
  readonly title: string
  readonly summary: string
  /** Of files, with the dot. */
  readonly extension: string
  /** The whole text, last line end included. */
  render(study: Study, options: RenderOptions): Promise<string>
}
