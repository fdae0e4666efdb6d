/** Where the pictures of a report go. What draws them, megabytes of code, is in picturesOutput.ts. */
import { text } from '../settings/kinds.ts'
import { group } from '../settings/setting.ts'

export const picturesGroup = group('Pictures', {
  html: {
    kind: text,
    placeholder: 'file',
    summary: 'write one page with table and pictures, which needs no network',
  },
  svg: { kind: text, placeholder: 'folder', summary: 'write each picture as SVG' },
  png: { kind: text, placeholder: 'folder', summary: 'write each picture as PNG' },
})
