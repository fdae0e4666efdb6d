/**
 * What the page does in a browser: it draws the pictures as wide as there is room, in the colours of the reader's system, and
 * sorts tables. page.ts sets it in a function of its own, behind the libraries that globals.d.ts declares.
 *
 * @typedef {import('vega').Spec & { data?: any[], layout?: any, signals?: any[], marks?: any, config?: any }} VegaSpec
 * @typedef {{ name: string, spec: { datasets: Record<string, object[]> }, vega: VegaSpec, columns?: number }} Picture
 * @typedef {{ ink: string, soft: string, grid: string, line: string }} Ink
 */

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @param {string} id */
const dataOf = (id) => JSON.parse(element(id).textContent ?? '')

const dark = matchMedia('(prefers-color-scheme: dark)')
/** @type {Picture[]} */
const pictures = dataOf('pictures')
const tooltips = new vegaTooltip.Handler()
const font = getComputedStyle(document.body).fontFamily
const INK = {
  light: { ink: '#1f2328', soft: '#59636e', grid: '#e4e7eb', line: '#b6bec7' },
  dark: { ink: '#e6e9ed', soft: '#a0a8b2', grid: '#2a3037', line: '#4b535d' },
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * @param {Record<string, unknown>} to
 * @param {Record<string, unknown>} from
 */
const merge = (to, from) => {
  for (const [key, value] of Object.entries(from)) {
    const own = to[key]
    to[key] = isObject(value) ? merge(isObject(own) ? own : {}, value) : value
  }
  return to
}

/**
 * The colours of a frame; those of the data are the same on either ground.
 *
 * @param {Ink} ink
 * @param {number} width
 */
const configOf = ({ ink, soft, grid, line }, width) => ({
  background: 'transparent',
  axis: {
    labelColor: soft,
    titleColor: ink,
    gridColor: grid,
    domainColor: line,
    tickColor: line,
    labelFont: font,
    titleFont: font,
  },
  axisY: { labelLimit: Math.max(90, Math.round(width * 0.34)) },
  legend: { labelColor: soft, titleColor: ink, labelFont: font, titleFont: font },
  title: { color: ink, font },
  style: { 'guide-label': { font }, 'guide-title': { font }, 'group-title': { font } },
})

/**
 * What the compiler wrote into the headings of panels, where no configuration reaches.
 *
 * @param {unknown} value
 * @param {object} style
 */
const setHeadings = (value, style) => {
  if (Array.isArray(value)) for (const entry of value) setHeadings(entry, style)
  else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      if (key === 'title' && isObject(entry)) Object.assign(entry, style)
      setHeadings(entry, style)
    }
  }
}

/**
 * Vega's specification with the rows it draws.
 *
 * @param {Picture} picture
 */
const withRows = ({ spec, vega: compiled }) => {
  const whole = structuredClone(compiled)
  for (const data of whole.data ?? []) {
    if (Object.hasOwn(spec.datasets, data.name)) data.values = structuredClone(spec.datasets[data.name])
  }
  return whole
}

const PANEL_ROOM = { axis: 58, gap: 20, least: 170 }

/**
 * @param {Picture} picture
 * @param {number} width
 * @param {Ink} colors
 */
const fitted = (picture, width, colors) => {
  const spec = withRows(picture)
  spec.config = merge(spec.config ?? {}, configOf(colors, width))
  spec.background = 'transparent'
  // Letters and marks reach a little over the edges of axes.
  spec.padding = { left: 0, top: 2, right: 6, bottom: 6 }
  if (picture.columns === undefined) {
    spec.width = width
    return spec
  }
  const columns = Math.max(1, Math.min(picture.columns, Math.floor(width / PANEL_ROOM.least)))
  const room = (width - 6 - columns * PANEL_ROOM.axis - (columns - 1) * PANEL_ROOM.gap) / columns
  spec.layout = { ...spec.layout, columns, padding: { row: 26, column: PANEL_ROOM.gap } }
  for (const signal of spec.signals ?? []) if (signal.name === 'child_width') signal.value = Math.floor(room)
  // A heading wider than its panel would push the panels apart.
  setHeadings(spec.marks, { color: colors.ink, font, limit: Math.max(60, room - 12) })
  return spec
}

/** @type {Map<string, import('vega').View>} */
const views = new Map()

/**
 * How wide labels are is known once they are drawn; panels give way to them.
 *
 * @param {import('vega').View} view
 * @param {Picture} picture
 * @param {HTMLElement} box
 * @param {VegaSpec} spec
 */
const fit = async (view, picture, box, spec) => {
  if (picture.columns === undefined) return
  for (let tries = 0; tries < 3; tries++) {
    await view.runAsync()
    const excess = box.scrollWidth - box.clientWidth
    // Drawn anew meanwhile, or wide enough.
    if (views.get(picture.name) !== view || excess <= 0) return
    const narrower = view.signal('child_width') - Math.ceil(excess / spec.layout.columns)
    view.signal('child_width', Math.max(60, narrower)).resize()
  }
  await view.runAsync()
}

/** @param {Ink} colors */
const draw = (colors) => {
  const fits = pictures.map((picture) => {
    const box = element(`picture-${picture.name}`)
    views.get(picture.name)?.finalize()
    box.replaceChildren()
    const spec = fitted(picture, Math.floor(box.clientWidth), colors)
    const view = new vega.View(vega.parse(spec), {
      renderer: 'svg',
      container: box,
      hover: true,
      tooltip: tooltips.call,
      logLevel: vega.Warn,
    })
    views.set(picture.name, view)
    view.run()
    // The text above and the table say what a chart's parts would.
    box.firstElementChild?.setAttribute('aria-hidden', 'true')
    return fit(view, picture, box, spec)
  })
  return Promise.all(fits)
}

const drawAsShown = () => draw(dark.matches ? INK.dark : INK.light)
drawAsShown().then(() => {
  document.documentElement.dataset.drawn = 'true'
})
dark.addEventListener('change', drawAsShown)
addEventListener('beforeprint', () => draw(INK.light))
addEventListener('afterprint', drawAsShown)

let drawnWidth = document.body.clientWidth
/** @type {number | undefined} */
let waiting
addEventListener('resize', () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    if (document.body.clientWidth === drawnWidth) return
    drawnWidth = document.body.clientWidth
    drawAsShown()
  }, 120)
})

/**
 * @param {Blob} blob
 * @param {string} name
 */
const save = (blob, name) => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** @param {string} name */
const pictureOf = (name) => /** @type {Picture} */ (pictures.find((picture) => picture.name === name))

/**
 * A picture as its file: on white, in its own size, whatever the page looks like.
 *
 * @param {Picture} picture
 */
const asFile = (picture) =>
  new vega.View(vega.parse(withRows(picture)), { renderer: 'none', logLevel: vega.Error })

/**
 * @param {string} source
 * @param {number} scale
 * @returns {Promise<Blob>}
 */
const toPng = (source, scale) =>
  new Promise((resolve, reject) => {
    const refuse = () => reject(new Error('the picture cannot be drawn'))
    const image = new Image()
    image.onload = () => {
      const canvas = document.createElement('canvas')
      canvas.width = scale * image.width
      canvas.height = scale * image.height
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
      canvas.toBlob((blob) => (blob === null ? refuse() : resolve(blob)), 'image/png')
    }
    image.onerror = refuse
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`
  })

/** @type {Record<string, string>} */
const whole = dataOf('svgs')

/** @param {string} name */
const svgOf = async (name) => (Object.hasOwn(whole, name) ? whole[name] : asFile(pictureOf(name)).toSVG())

/** @type {Record<string, (name: string) => Promise<Blob>>} */
const downloads = {
  svg: async (name) => new Blob([await svgOf(name)], { type: 'image/svg+xml' }),
  png: async (name) => toPng(await svgOf(name), 2),
  'vl.json': async (name) =>
    new Blob([JSON.stringify(pictureOf(name).spec, null, 2)], { type: 'application/json' }),
}

for (const button of document.querySelectorAll('.downloads button')) {
  const { picture = '', kind = '' } = /** @type {HTMLElement} */ (button).dataset
  button.addEventListener('click', async () => save(await downloads[kind](picture), `${picture}.${kind}`))
}

/**
 * A click on a heading sorts the table by its column, another one the other way.
 *
 * @param {HTMLTableCellElement} heading
 */
const sortBy = (heading) => {
  const table = /** @type {HTMLTableElement} */ (heading.closest('table'))
  const headings = [.../** @type {HTMLTableRowElement} */ (heading.parentElement).cells]
  const place = headings.indexOf(heading)
  /** @param {HTMLTableRowElement} row */
  const cellOf = (row) => row.cells[place].dataset.value ?? ''
  heading.firstElementChild?.addEventListener('click', () => {
    const before = heading.getAttribute('aria-sort')
    const order =
      before === null ? (heading.dataset.first ?? '') : before === 'ascending' ? 'descending' : 'ascending'
    for (const other of headings) other.removeAttribute('aria-sort')
    heading.setAttribute('aria-sort', order)
    const sign = order === 'ascending' ? 1 : -1
    /**
     * @param {string} a
     * @param {string} b
     */
    const compare = (a, b) => {
      // What has no value stands last in either order.
      if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
      if (place === 0) return sign * (a < b ? -1 : a > b ? 1 : 0)
      return sign * (Number(a) - Number(b))
    }
    const body = table.tBodies[0]
    body.append(...[...body.rows].sort((a, b) => compare(cellOf(a), cellOf(b))))
  })
}

for (const heading of document.querySelectorAll('th[data-first]'))
  sortBy(/** @type {HTMLTableCellElement} */ (heading))
