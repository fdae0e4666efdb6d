/** `--html`, `--svg` and `--png`: the pictures of a report. Imported where one of them is given; drawing takes megabytes of code. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from '../data/index.ts'
import type { JoinedRun } from '../experiment/join.ts'
import { allPictures, type Gallery, picturesOf } from '../pictures/index.ts'
import type { Picture } from '../pictures/picture.ts'
import type { Study } from '../results/comparison.ts'
import type { Values } from '../settings/setting.ts'
import { cannotWrite, dataError } from '../util/errors.ts'
import { version } from '../util/version.ts'
import { writeWhole } from '../util/wholeFile.ts'
import { againOf } from './again.ts'
import { checkDistinct, checkWritable } from './exports.ts'
import type { picturesGroup } from './pictures.ts'
import type { ReportInputs } from './reportInputs.ts'

type Where = Values<typeof picturesGroup.settings>

/** Draws and writes; `run` is null where no trials were given. */
export async function writePictures(
  given: Where,
  paths: readonly string[],
  inputs: ReportInputs,
  run: JoinedRun | null,
  study: Study,
): Promise<void> {
  makeFolders(given)
  const gallery = picturesOf({ ...inputs, study, curves: inputs.curves.flatMap(({ points }) => points) })
  const pictures = allPictures(gallery)
  if (pictures.length === 0) throw dataError({ file: paths.join(', ') }, 'there is nothing to draw')
  const files = (['svg', 'png'] as const).flatMap((kind) => {
    const folder = given[kind]
    if (folder === undefined) return []
    return pictures.map((picture) => ({ picture, kind, path: join(folder, `${picture.name}.${kind}`) }))
  })
  const page = given.html
  const outputs = [...files.map(({ path }) => path), ...(page === undefined ? [] : [page])]
  checkDistinct(outputs, paths)
  checkWritable(outputs)
  if (files.length > 0) {
    const drawn = new Map<Picture, string>()
    for (const { picture, kind, path } of files) {
      const svg = drawn.get(picture) ?? (await svgOf(picture))
      drawn.set(picture, svg)
      await writeWhole(path, kind === 'svg' ? svg : await pngOf(svg))
    }
  }
  if (page !== undefined) await writeWhole(page, await pageOf(study, gallery, paths, run))
}

/** The folders of `--svg` and `--png`, parents included. */
export function makeFolders({ svg, png }: Where): void {
  for (const path of [svg, png]) {
    if (path === undefined) continue
    try {
      mkdirSync(path, { recursive: true })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const reason = code === 'EEXIST' ? new Error('it is a file rather than a folder') : error
      throw cannotWrite(path, reason)
    }
  }
}

async function svgOf({ drawing }: Picture): Promise<string> {
  if (drawing.kind === 'svg') return drawing.svg
  const { drawSpec } = await import('../pictures/svg.ts')
  return drawSpec(drawing.spec)
}

async function pngOf(svg: string): Promise<Buffer> {
  const { rasterize } = await import('../pictures/raster.ts')
  return Buffer.from(await rasterize(svg, { background: '#ffffff' }))
}

async function pageOf(
  study: Study,
  gallery: Gallery,
  paths: readonly string[],
  run: JoinedRun | null,
): Promise<string> {
  const { renderPage } = await import('../page/page.ts')
  const again = run === null ? { command: null, remarks: [] } : againOf(run, Object.keys(bundled))
  const identity = run?.experiment?.identity
  return renderPage(study, gallery, {
    files: paths,
    version,
    data: (identity?.data as { name: string; hash: string }[] | undefined) ?? [],
    build: (identity?.build as string | undefined) ?? null,
    ...again,
  })
}
