import { createHash } from 'node:crypto'
import { renderPage } from '../../src/page/page.ts'
import { allPictures } from '../../src/pictures/index.ts'
import { assert, suite } from '../harness.ts'
import { facts, gallery, study } from './sample.ts'

/** Of every script element: its attributes and its text, as a parser of HTML finds them. */
const scriptsOf = (page: string) =>
  [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script/gi)].map(([, attributes, text]) => ({
    attributes,
    text,
  }))

suite('page', (test) => {
  test('holds four scripts and no other, whatever the data is called', async () => {
    const page = await renderPage(study, gallery, facts)
    const scripts = scriptsOf(page)
    assert.equal(
      scripts.map(({ attributes }) => attributes.trim()),
      ['type="application/json" id="pictures"', 'type="application/json" id="svgs"', '', ''],
    )
    assert.not.match(page, /<!--/)
    const shown = page.replace(/<script[\s\S]*?<\/script>/g, '')
    assert.not.match(shown, /<img/)
    assert.not.match(shown, / onerror="/)
  })

  test('its policy allows exactly the scripts that it holds', async () => {
    const page = await renderPage(study, gallery, facts)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]
    const allowed = [...policy.matchAll(/'sha256-([^']+)'/g)].map(([, hash]) => hash)
    const held = scriptsOf(page)
      .filter(({ attributes }) => attributes === '')
      .map(({ text }) => createHash('sha256').update(text).digest('base64'))
    assert.equal(held, allowed)
    assert.match(policy, /^default-src 'none';/)
    assert.not.match(policy, /https?:|\*/)
  })

  test('the data in it reads back as it was', async () => {
    const page = await renderPage(study, gallery, facts)
    const [pictures, svgs] = scriptsOf(page).map(({ text, attributes }) =>
      attributes === '' ? null : JSON.parse(text),
    )
    const drawn = allPictures(gallery)
    for (const { name, spec } of pictures) {
      const { drawing } = drawn.find((picture) => picture.name === name)!
      assert.ok(drawing.kind === 'vega-lite')
      assert.equal(spec, JSON.parse(JSON.stringify(drawing.spec)))
    }
    assert.equal(Object.keys(svgs), ['ranks'])
    assert.is(pictures.length + 1, drawn.length)
  })

  test('has a figure with a text for every picture', async () => {
    const page = await renderPage(study, gallery, facts)
    for (const { name } of allPictures(gallery)) {
      assert.match(
        page,
        new RegExp(`id="picture-${name.replaceAll('.', '\\.')}" role="img" aria-label="[^"]+"`),
      )
    }
  })

  test('is small enough to send', async () => {
    const page = await renderPage(study, gallery, facts)
    assert.ok(page.length < 900_000, `${page.length} bytes`)
  })
})
