import type { ProgressStream } from './progress.ts'

/** Back to the first column and clear to the end of the line. */
const CLEAR = '\r\x1b[K'

/** One line on standard error that says what is done now; silent where the stream is not a terminal that can rewrite it. */
export function createStatusLine(
  stream: ProgressStream,
  wanted: boolean,
  terminal: string | undefined = process.env.TERM,
): { show(what: string): void; end(): void } {
  if (!wanted || stream.isTTY !== true || terminal === 'dumb') return { show() {}, end() {} }
  return {
    // The last column stays free: some terminals wrap when it is written. One of unknown width says 0.
    show: (what) => stream.write(CLEAR + [...what].slice(0, (stream.columns || 80) - 1).join('')),
    end: () => stream.write(CLEAR),
  }
}
