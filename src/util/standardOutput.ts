/** Standard output carries results, and nothing else. */

/** The name under which an export is standard output. */
export const STANDARD_OUTPUT = '-'

/** The reader has closed the pipe; or had, before this was written. */
const GONE = ['EPIPE', 'ERR_STREAM_DESTROYED']

/** Writes a result and waits until it is out, or its reader gone, so that what follows cannot overtake it. False: it is gone. */
export const print = (text: string | Buffer): Promise<boolean> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) =>
      error && !GONE.includes(error.code ?? '') ? reject(error) : resolve(!error),
    )
  })
