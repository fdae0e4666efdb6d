/** How a table is read, and what its columns become. */
import { bytes, choice, type Kind, text, texts, toggle, whole } from './kinds.ts'
import { type Group, group, type Values } from './setting.ts'

/** One character; a tab, which shells make hard to type, is also the word `tab`. */
const delimiter: Kind<string> = { ...text, words: (value) => [value === '\t' ? 'tab' : value] }

export const data = group('Data', {
  target: {
    alsoCalled: ['label', 'y', 'response', 'outcome'],
    common: true,
    kind: text,
    placeholder: 'column',
    short: 't',
    summary: 'column to predict, by name or 1-based index (default: the last)',
  },
  task: {
    kind: choice(['auto', 'classification', 'regression']),
    placeholder: 'task',
    default: 'auto',
    summary: 'what the target is',
  },
  ignore: {
    alsoCalled: ['drop', 'exclude'],
    kind: texts,
    placeholder: 'columns',
    default: [],
    summary: 'columns to leave out: names, indices, ranges (3-7, a..c), or all but some (!a,b)',
  },
  categorical: {
    kind: texts,
    placeholder: 'columns',
    default: [],
    summary: 'columns of categories, though they look like numbers',
  },
  delimiter: {
    alsoCalled: ['sep', 'separator'],
    kind: delimiter,
    placeholder: 'char',
    summary: 'field delimiter (default: detected)',
  },
  encoding: {
    kind: text,
    placeholder: 'name',
    summary: 'encoding of the file, e.g. latin1 (default: UTF-8, or UTF-16 with a byte order mark)',
  },
  decimal: { kind: text, placeholder: 'char', summary: 'mark before decimals, "." (the default) or ","' },
  thousands: {
    kind: text,
    placeholder: 'char',
    summary: 'what stands between thousands: , . \' _ or "space" (default: nothing)',
  },
  header: {
    kind: toggle,
    default: true,
    summary: 'the first line is data; columns are called column1, column2, ...',
  },
  skipLines: {
    kind: whole(0),
    placeholder: 'n',
    default: 0,
    summary: 'lines before the header that are passed over',
  },
  comment: {
    kind: text,
    placeholder: 'char',
    summary: 'pass over lines that begin with this character, e.g. "#" (default: there are none)',
  },
  rename: {
    kind: toggle,
    default: false,
    summary: 'call the second column of a name name_2; otherwise equal names are refused',
  },
  nullValues: {
    alsoCalled: ['na-values', 'na', 'missing-values'],
    kind: texts,
    placeholder: 'text',
    flag: 'null-value',
    default: [],
    summary: 'a further spelling of a missing value',
  },
  keepNa: {
    kind: toggle,
    default: false,
    summary: 'take NA, N/A, NaN, NULL, ? and their like for values; only an empty cell is missing',
  },
  keepNaIn: {
    kind: texts,
    placeholder: 'columns',
    default: [],
    summary: 'the same in these columns alone',
  },
  dates: {
    kind: toggle,
    default: false,
    summary: 'read columns of dates as numbers: year, month, weekday, day of the year, days since 1970',
  },
  missing: {
    common: true,
    kind: choice(['error', 'drop', 'impute']),
    placeholder: 'how',
    default: 'error',
    summary: 'what to do about missing values',
  },
  cache: {
    kind: toggle,
    default: true,
    summary: 'read large files anew, and keep nothing for the next time',
  },
  scale: {
    kind: choice(['standard', 'minmax', 'robust', 'none']),
    placeholder: 'how',
    default: 'standard',
    summary: 'scaling of the features, fitted on training rows',
  },
  dataDir: {
    kind: text,
    placeholder: 'folder',
    summary:
      'where mnist and fashion-mnist are looked for, each in a folder of its name (default: REGBENCH_DATA_DIR, then their packages)',
  },
  maxBytes: {
    kind: bytes,
    placeholder: 'size',
    summary: 'refuse longer data, counted unpacked, e.g. 4G (default: 1G)',
  },
})

export type DataSettings = Values<typeof data.settings>
export type Scale = DataSettings['scale']

/** Settings of several datasets, each of which may have a target of its own. */
export const severalData = {
  heading: data.heading,
  settings: {
    ...data.settings,
    target: {
      common: true,
      kind: texts,
      placeholder: 'column',
      short: 't',
      summary:
        'column to predict, by name or 1-based index (default: the last); data=column for one of several files',
    },
  },
} as const satisfies Group

/** How new rows are read for a model: as its training file was, where nothing is given. */
export const newRows = {
  heading: data.heading,
  settings: {
    keep: {
      kind: texts,
      placeholder: 'columns',
      summary: 'columns to copy into the output: names, indices, ranges',
    },
    delimiter: {
      kind: text,
      placeholder: 'char',
      summary: 'field delimiter (default: as for training, or detected)',
    },
    encoding: {
      kind: text,
      placeholder: 'name',
      summary: 'encoding of the file, e.g. latin1 (default: as for training)',
    },
    decimal: { kind: text, placeholder: 'char', summary: 'mark before decimals (default: as for training)' },
    thousands: {
      kind: text,
      placeholder: 'char',
      summary: 'what stands between thousands (default: as for training)',
    },
    header: { kind: toggle, summary: 'the first line names the columns (default: as for training)' },
    skipLines: {
      kind: data.settings.skipLines.kind,
      placeholder: 'n',
      summary: 'lines before the header that are passed over (default: as for training)',
    },
    comment: {
      kind: text,
      placeholder: 'char',
      summary: 'pass over lines that begin with this character (default: as for training)',
    },
    rename: {
      kind: toggle,
      summary: 'call the second column of a name name_2 (default: as for training)',
    },
    nullValues: {
      kind: texts,
      placeholder: 'text',
      flag: 'null-value',
      summary: data.settings.nullValues.summary,
    },
    missing: {
      kind: data.settings.missing.kind,
      placeholder: 'how',
      summary: 'what to do about missing values (default: impute if training did, else error)',
    },
  },
} as const satisfies Group
