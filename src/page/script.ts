/**
 * What the page does in a browser, as JavaScript: it draws the pictures as wide as there is room, in the colours of the
 * reader's system, and sorts tables. Text, because it never runs here; test/page/script.test.ts runs it in one.
 */
export const SCRIPT = `(() => {
'use strict'
const dark = matchMedia('(prefers-color-scheme: dark)')
const pictures = JSON.parse(document.getElementById('pictures').textContent)
const tooltips = new vegaTooltip.Handler()
const font = getComputedStyle(document.body).fontFamily
const INK = {
  light: { ink: '#1f2328', soft: '#59636e', grid: '#e4e7eb', line: '#b6bec7' },
  dark: { ink: '#e6e9ed', soft: '#a0a8b2', grid: '#2a3037', line: '#4b535d' },
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const merge = (to, from) => {
  for (const [key, value] of Object.entries(from)) {
    to[key] = isObject(value) ? merge(isObject(to[key]) ? to[key] : {}, value) : value
  }
  return to
}

/** The colours of a frame; those of the data are the same on either ground. */
const configOf = ({ ink, soft, grid, line }, width) => ({
  background: 'transparent',
  axis: { labelColor: soft, titleColor: ink, gridColor: grid, domainColor: line, tickColor: line, labelFont: font, titleFont: font },
  axisY: { labelLimit: Math.max(90, Math.round(width * 0.34)) },
  legend: { labelColor: soft, titleColor: ink, labelFont: font, titleFont: font },
  title: { color: ink, font },
  style: { 'guide-label': { font }, 'guide-title': { font }, 'group-title': { font } },
})

/** What the compiler wrote into the headings of panels, where no configuration reaches. */
const setHeadings = (value, style) => {
  if (Array.isArray(value)) for (const entry of value) setHeadings(entry, style)
  else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      if (key === 'title' && isObject(entry)) Object.assign(entry, style)
      setHeadings(entry, style)
    }
  }
}

/** Vega's specification with the rows it draws. */
const withRows = ({ spec, vega: compiled }) => {
  const whole = structuredClone(compiled)
  for (const data of whole.data ?? []) {
    if (Object.hasOwn(spec.datasets, data.name)) data.values = structuredClone(spec.datasets[data.name])
  }
  return whole
}

const PANEL_ROOM = { axis: 58, gap: 20, least: 170 }

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

const views = new Map()

/** How wide labels are is known once they are drawn; panels give way to them. */
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

const draw = (colors) => {
  const fits = []
  for (const picture of pictures) {
    const box = document.getElementById('picture-' + picture.name)
    views.get(picture.name)?.finalize()
    box.replaceChildren()
    const spec = fitted(picture, Math.floor(box.clientWidth), colors)
    const view = new vega.View(vega.parse(spec), {
      renderer: 'svg', container: box, hover: true, tooltip: tooltips.call, logLevel: vega.Warn,
    })
    views.set(picture.name, view)
    view.run()
    // The text above and the table say what a chart's parts would.
    box.firstElementChild?.setAttribute('aria-hidden', 'true')
    fits.push(fit(view, picture, box, spec))
  }
  return Promise.all(fits)
}

const drawAsShown = () => draw(dark.matches ? INK.dark : INK.light)
drawAsShown().then(() => {
  document.documentElement.dataset.drawn = 'true'
})
dark.addEventListener('change', drawAsShown)
addEventListener('beforeprint', () => draw(INK.light))
addEventListener('afterprint', drawAsShown)

let width = document.body.clientWidth
let waiting
addEventListener('resize', () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    if (document.body.clientWidth === width) return
    width = document.body.clientWidth
    drawAsShown()
  }, 120)
})

const save = (blob, name) => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A picture as its file: on white, in its own size, whatever the page looks like. */
const asFile = (picture) => new vega.View(vega.parse(withRows(picture)), { renderer: 'none', logLevel: vega.Error })

const toPng = (source, scale) => new Promise((resolve, reject) => {
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement('canvas')
    canvas.width = scale * image.width
    canvas.height = scale * image.height
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob(resolve, 'image/png')
  }
  image.onerror = () => reject(new Error('the picture cannot be drawn'))
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(source)
})

const whole = JSON.parse(document.getElementById('svgs').textContent)
const svgOf = async (name) => {
  if (Object.hasOwn(whole, name)) return whole[name]
  return asFile(pictures.find((picture) => picture.name === name)).toSVG()
}
const downloads = {
  svg: async (name) => new Blob([await svgOf(name)], { type: 'image/svg+xml' }),
  png: async (name) => toPng(await svgOf(name), 2),
  'vl.json': async (name) => {
    const { spec } = pictures.find((picture) => picture.name === name)
    return new Blob([JSON.stringify(spec, null, 2)], { type: 'application/json' })
  },
}
for (const button of document.querySelectorAll('.downloads button')) {
  const { picture, kind } = button.dataset
  button.addEventListener('click', async () => save(await downloads[kind](picture), picture + '.' + kind))
}

for (const heading of document.querySelectorAll('th[data-first]')) {
  const table = heading.closest('table')
  const place = [...heading.parentElement.children].indexOf(heading)
  heading.firstElementChild.addEventListener('click', () => {
    const before = heading.getAttribute('aria-sort')
    const order = before === null ? heading.dataset.first : before === 'ascending' ? 'descending' : 'ascending'
    for (const other of heading.parentElement.children) other.removeAttribute('aria-sort')
    heading.setAttribute('aria-sort', order)
    const sign = order === 'ascending' ? 1 : -1
    const body = table.tBodies[0]
    const value = (row) => row.children[place].dataset.value
    const compare = (a, b) => {
      // What has no value stands last in either order.
      if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
      if (place === 0) return sign * (a < b ? -1 : a > b ? 1 : 0)
      return sign * (Number(a) - Number(b))
    }
    body.append(...[...body.rows].sort((a, b) => compare(value(a), value(b))))
  })
}
})()
`
