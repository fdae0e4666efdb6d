import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { renderPage } from '../../../src/page/page.ts'
import { allPictures } from '../../../src/pictures/index.ts'
import { folder } from '../../cli/run.ts'
import { assert, suite } from '../../harness.ts'
import { findChromium, launch } from '../chromium.ts'
import { facts, gallery, HOSTILE, study } from '../sample.ts'

/** What a test looks at, as text: the tests have no types of a browser. */
const inPage = <T>(page: Page, expression: string): Promise<T> => page.evaluate(expression)

interface Opened {
  readonly page: Page
  /** Errors, warnings, and addresses that were asked for. */
  readonly noise: string[]
}

const cwd = folder()
const file = join(cwd, 'report.html')

async function open(
  browser: Browser,
  options: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const { width = 1280, colorScheme = 'light' } = options
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true })
  const noise: string[] = []
  page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`))
  const address = pathToFileURL(file).href
  page.on('request', (request) => {
    if (request.url() !== address && !/^(data|blob):/.test(request.url()))
      noise.push(`asked for ${request.url()}`)
  })
  await page.goto(address)
  await page.waitForFunction(`document.documentElement.dataset.drawn === 'true'`)
  return { page, noise }
}

const firstColumn = `[...document.querySelectorAll('table')[0].tBodies[0].rows].map((row) => row.cells[0].dataset.value)`
const sorted = `[...document.querySelectorAll('table')[0].tHead.rows[0].cells].map((cell) => cell.getAttribute('aria-sort'))`

const path = findChromium()

if (path === undefined) {
  suite('page in Chromium: SKIPPED', (test) => {
    const why = 'no Chromium on PATH or in CHROMIUM_PATH'
    test(why, () => {
      console.log(`\n  skipped: ${why}`)
      assert.ok(!process.env.REGBENCH_REQUIRED?.includes('chromium'), `required here, but there is ${why}`)
    })
  })
} else {
  suite('page in Chromium', (test) => {
    const checks: [name: string, use: (browser: Browser) => Promise<void>][] = []
    const check = (name: string, use: (browser: Browser) => Promise<void>) => checks.push([name, use])

    check('draws every picture without a request, an error or a script from the data', async (browser) => {
      const { page, noise } = await open(browser)
      for (const { name } of allPictures(gallery)) {
        const marks = await inPage<number>(
          page,
          `document.getElementById(${JSON.stringify(`picture-${name}`)}).querySelectorAll('svg path, svg line, svg polyline').length`,
        )
        assert.ok(marks > 4, `${name} has ${marks} marks`)
      }
      assert.is(await page.title(), `${HOSTILE}, diabetes - regbench`)
      assert.is(await page.locator('h2').first().textContent(), HOSTILE)
      assert.equal(noise, [])
    })

    check('sorts by a click and by the keyboard, and says how', async (browser) => {
      const { page } = await open(browser)
      const best = ['l2:0.01', 'l2:0.0001', 'none', HOSTILE]
      assert.equal(await inPage(page, firstColumn), best)
      assert.equal((await inPage<string[]>(page, sorted)).slice(0, 3), [null, 'descending', null])
      const table = page.locator('table').first()
      await table.getByRole('button', { name: 'accuracy' }).click()
      assert.equal(await inPage(page, firstColumn), best.toReversed())
      assert.equal((await inPage<string[]>(page, sorted)).slice(0, 3), [null, 'ascending', null])
      await table.getByRole('button', { name: 'method' }).focus()
      await page.keyboard.press('Enter')
      assert.equal(await inPage(page, firstColumn), [...best].sort())
      assert.equal((await inPage<string[]>(page, sorted)).slice(0, 3), ['ascending', null, null])
    })

    check('is light or dark as the system is, also when that changes', async (browser) => {
      const look = `[getComputedStyle(document.body).backgroundColor, document.querySelector('.picture svg .role-axis-label text').getAttribute('fill')]`
      const { page } = await open(browser)
      const light = await inPage<string[]>(page, look)
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.waitForFunction(`${look}[1] !== ${JSON.stringify(light[1])}`)
      const dark = await inPage<string[]>(page, look)
      assert.is(light[0], 'rgb(255, 255, 255)')
      assert.not.ok(
        light.some((color, i) => color === dark[i]),
        `${light} and ${dark}`,
      )
    })

    check('fits a telephone: the table scrolls, the page does not', async (browser) => {
      const { page } = await open(browser, { width: 360 })
      const overflows = `[...document.querySelectorAll('.picture')].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.id)`
      assert.is(await inPage(page, 'document.documentElement.scrollWidth'), 360)
      assert.equal(await inPage(page, overflows), [])
      assert.ok(
        await inPage(
          page,
          `document.querySelector('.scroll').scrollWidth > document.querySelector('.scroll').clientWidth`,
        ),
      )
      await page.setViewportSize({ width: 1000, height: 900 })
      const drawnWidth = `document.querySelector('.picture').firstElementChild.getBoundingClientRect().width`
      await page.waitForFunction(`${drawnWidth} > 800`)
    })

    check('gives each picture as SVG, PNG and Vega-Lite', async (browser) => {
      const { page, noise } = await open(browser, { colorScheme: 'dark' })
      const figure = page.locator('figure').filter({ hasText: 'Weights by model' })
      const get = async (kind: string) => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          figure.getByRole('button', { name: kind }).click(),
        ])
        return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
      }
      const svg = await get('SVG')
      assert.is(svg.name, 'weights.svg')
      assert.match(svg.bytes.toString(), /^<svg [\s\S]*fill="#ffffff"[\s\S]*<\/svg>\s*$/)
      const png = await get('PNG')
      assert.is(png.name, 'weights.png')
      assert.is(png.bytes.toString('latin1', 1, 4), 'PNG')
      assert.ok(png.bytes.readUInt32BE(16) > 800)
      const spec = await get('Vega-Lite')
      assert.is(spec.name, 'weights.vl.json')
      assert.match(JSON.parse(spec.bytes.toString()).$schema, /vega-lite/)
      assert.equal(noise, [])
    })
    // One browser for all, which takes a second to start; the last closes it, for a hook that fails fails no test.
    let browser: Promise<Browser> | undefined
    checks.forEach(([name, use], i) => {
      test(name, async () => {
        if (browser === undefined) {
          writeFileSync(file, await renderPage(study, gallery, facts))
          browser = launch(path)
        }
        try {
          await use(await browser)
        } finally {
          if (i === checks.length - 1) await (await browser).close()
        }
      })
    })
  })
}
