/** SVG to PNG, alike on every machine: resvg in WebAssembly, and a font that comes with the package. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { FONT_FAMILY } from './font.ts'

export { FONT_FAMILY }

export interface RasterOptions {
  /** Pixels for each unit of the SVG; 2 suits screens and print. */
  readonly scale?: number
  /** Any CSS colour; without one, what the SVG does not paint stays transparent. */
  readonly background?: string
}

const FONT_PACKAGE = '@fontsource/dejavu-sans'
const FONTS = ['400-normal', '700-normal'].map((face) => `files/dejavu-sans-latin-${face}.woff2`)

/** The PNG file of an SVG text. Text of other scripts than Latin shows as empty boxes. */
export async function rasterize(
  svg: string,
  { scale = 2, background }: RasterOptions = {},
): Promise<Uint8Array> {
  loaded ??= load()
  const fontBuffers = await loaded
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontBuffers, defaultFontFamily: FONT_FAMILY, sansSerifFamily: FONT_FAMILY },
    ...(background !== undefined && { background }),
  })
  try {
    const image = resvg.render()
    try {
      return image.asPng()
    } finally {
      image.free()
    }
  } finally {
    resvg.free()
  }
}

/** The module may be initialised only once in a process. */
let loaded: Promise<Uint8Array[]> | undefined

async function load(): Promise<Uint8Array[]> {
  const require = createRequire(import.meta.url)
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return Promise.all(FONTS.map((name) => readFile(require.resolve(`${FONT_PACKAGE}/${name}`))))
}
