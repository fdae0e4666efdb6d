import type { ReportDocument } from './document.ts'

export interface RenderOptions {
  readonly color: boolean
  /** Columns a line may take; only the terminal table keeps to it. */
  readonly width: number
}

/** One way to print what a command reports; an entry of the registry in index.ts. */
export interface ReportFormat {
  readonly title: string
  /** Ending of files, with the dot. */
  readonly extension: string
  /** What it is for, in a clause. */
  readonly summary: string
  /** Whether commands that write files have an option `--export-NAME FILE` for it. */
  readonly exported: boolean
  /** The whole text, last line end included. */
  render(document: ReportDocument, options: RenderOptions): Promise<string>
}

/** What a file of formats/ exports. */
interface Renderer {
  render(document: ReportDocument, options: RenderOptions): string
}

/** An entry whose file is loaded when it is used: `--help` needs names alone. */
export const format = (
  title: string,
  extension: string,
  summary: string,
  load: () => Promise<Renderer>,
  exported = true,
): ReportFormat => ({
  title,
  extension,
  summary,
  exported,
  render: async (document, options) => (await load()).render(document, options),
})
