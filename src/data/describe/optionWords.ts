import type { DataOptions } from '../options.ts'

/** The options as the words of a command line; those that have their default value are left out. */
export function optionWords(options: DataOptions): string[] {
  const { target, task, ignore, categorical, header, nullValues, missing, test, foldColumn } = options
  const one = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value]
  return [
    ...one('target', target),
    ...one('task', task === 'auto' ? undefined : task),
    ...ignore.flatMap((word) => one('ignore', word)),
    ...categorical.flatMap((word) => one('categorical', word)),
    ...one('delimiter', options.delimiter === '\t' ? 'tab' : options.delimiter),
    ...one('skip-lines', options.skipLines ? String(options.skipLines) : undefined),
    ...one('comment', options.comment),
    ...(options.rename ? ['--rename'] : []),
    ...one('encoding', options.encoding),
    ...one('decimal', options.decimal),
    ...one('thousands', options.thousands),
    ...(header ? [] : ['--no-header']),
    ...nullValues.flatMap((word) => one('null-value', word)),
    ...(options.keepNa ? ['--keep-na'] : []),
    ...(options.keepNaIn ?? []).flatMap((word) => one('keep-na-in', word)),
    ...(options.dates ? ['--dates'] : []),
    ...one('missing', missing === 'error' ? undefined : missing),
    ...one('test', test),
    ...one('fold-column', foldColumn),
  ]
}
