/** Completion scripts for bash, zsh and fish, from one list of commands. */
import type { SettingOption as Option } from './declare.ts'

export interface Completed {
  readonly name: string
  readonly summary: string
  readonly options: readonly Option[]
  /** What may follow beside options and files. */
  readonly words: readonly string[]
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Options whose value is a file say so in their flags. */
const takesFile = ({ flags }: Option): boolean => /<(?:file|data)>/.test(flags)
/** Options whose value is a column of the file on the same line. */
const takesColumn = ({ setting }: Option): boolean => /^columns?$/.test(setting.placeholder ?? '')
/** Options whose value begins with the name of a method. */
const takesMethod = ({ setting }: Option): boolean => setting.placeholder === 'spec'
const takesValue = ({ setting }: Option): boolean => setting.kind.form !== 'toggle'
const longs = (options: readonly Option[]): string[] => options.flatMap(({ long }) => (long ? [long] : []))

/** In single quotes, for all three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Shell commands that print the header of the first table among these words, a column a line. */
const columnsOf = (words: string): string => `  local word
  for word in ${words}; do
    case "$word" in
      *.csv|*.tsv|*.txt) if [ -f "$word" ]; then
        head -n 1 -- "$word" | tr -d '"\\r' | tr ',;\\t|' '\\n\\n\\n\\n'
        return
      fi ;;
    esac
  done`

/** `methods` are the names that a method's specification may begin with. */
export const completions: Readonly<
  Record<Shell, (commands: readonly Completed[], methods: readonly string[]) => string>
> = {
  bash(commands, methods) {
    const lines = (words: readonly string[]) => quoted(words.join('\n'))
    const values = commands.flatMap(({ name, options }) =>
      options.flatMap((option) => {
        if (option.argChoices !== undefined) {
          return [`    '${name} ${option.long}') words=${lines(option.argChoices)} ;;`]
        }
        if (takesColumn(option)) return [`    '${name} ${option.long}') words=$(_regbench_columns) ;;`]
        if (takesMethod(option)) return [`    '${name} ${option.long}') words=${lines(methods)} ;;`]
        // Files are what bash completes by itself where it is offered nothing.
        return takesValue(option) ? [`    '${name} ${option.long}') return ;;`] : []
      }),
    )
    return `# bash completion for regbench: source <(regbench completion bash)
# The columns of the first table on the command line, as its header names them.
_regbench_columns() {
${columnsOf(`"\${COMP_WORDS[@]}"`)}
}
_regbench() {
  local IFS=$'\\n' cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${lines(commands.map(({ name }) => name))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]} $prev" in
${values.join('\n')}
  esac
  if [ -z "$words" ]; then
    case "$cur" in
      -*) case "\${COMP_WORDS[1]}" in
${commands.map(({ name, options }) => `        ${name}) words=${lines([...longs(options), '--help'])} ;;`).join('\n')}
      esac ;;
      *) case "\${COMP_WORDS[1]}" in
${commands
  .filter(({ words }) => words.length > 0)
  .map(({ name, words }) => `        ${name}) words=${lines(words)} ;;`)
  .join('\n')}
      esac
      COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
      return ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -o filenames -F _regbench regbench
`
  },

  zsh(commands, methods) {
    // Brackets and colons have a meaning in _arguments and _describe.
    const plain = (text: string) => text.replace(/[[\]:\\]/g, '\\$&')
    const argument = (option: Option): string => {
      const { long, description, argChoices } = option
      const head = `${option.setting.kind.form === 'repeatable' ? '*' : ''}${long}[${plain(description)}]`
      if (!takesValue(option)) return quoted(head)
      const action =
        argChoices !== undefined
          ? `(${argChoices.join(' ')})`
          : takesMethod(option)
            ? `(${methods.join(' ')})`
            : takesColumn(option)
              ? '_regbench_columns'
              : takesFile(option)
                ? '_files'
                : ' '
      return quoted(`${head}:value:${action}`)
    }
    const cases = commands.map(({ name, options, words }) => {
      const rest = words.length > 0 ? `'*:data:{ compadd ${words.join(' ')}; _files }'` : "'*:file:_files'"
      return `    ${name}) _arguments ${[...options.map(argument), quoted('--help[print help]'), rest].join(' \\\n      ')} ;;`
    })
    return `#compdef regbench
# zsh completion for regbench: regbench completion zsh > "$fpath[1]/_regbench"
# The columns of the first table on the command line, as its header names them.
_regbench_header() {
${columnsOf('"$words[@]"')}
}
_regbench_columns() {
  local -a columns
  columns=("\${(@f)$(_regbench_header)}")
  compadd -a columns
}
_regbench() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${plain(name)}:${plain(summary)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _regbench regbench
`
  },

  fish(commands, methods) {
    const names = commands.map(({ name }) => name).join(' ')
    const line = (words: readonly string[]) => `complete -c regbench ${words.join(' ')}`
    return `# fish completion for regbench: regbench completion fish > ~/.config/fish/completions/regbench.fish
# The columns of the first table on the command line, as its header names them.
function __regbench_columns
  for word in (commandline -opc)
    if string match -qr '\\.(csv|tsv|txt)$' -- $word; and test -f $word
      head -n 1 -- $word | tr -d '"\\r' | tr ',;\\t|' '\\n\\n\\n\\n'
      return
    end
  end
end
${commands
  .flatMap(({ name, summary, options, words }) => {
    const within = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
    return [
      line([
        `-n ${quoted(`not __fish_seen_subcommand_from ${names}`)}`,
        '-f',
        `-a ${name}`,
        `-d ${quoted(summary)}`,
      ]),
      ...(words.length > 0 ? [line([within, `-a ${quoted(words.join(' '))}`])] : []),
      ...options.flatMap((option) => {
        if (option.long === undefined) return []
        const words = takesColumn(option)
          ? '(__regbench_columns)'
          : (option.argChoices ?? (takesMethod(option) ? methods : [])).join(' ')
        const value = !takesValue(option)
          ? []
          : words !== ''
            ? ['-x', `-a ${quoted(words)}`]
            : [takesFile(option) ? '-r' : '-x']
        return [line([within, `-l ${option.long.slice(2)}`, ...value, `-d ${quoted(option.description)}`])]
      }),
    ]
  })
  .join('\n')}
`
  },
}
