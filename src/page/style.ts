/** The style of the page: one column of text and pictures, light or dark as the reader's system is, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --faint: #f6f8fa; --link: #0b5cad;
  --better: #0a6b45; --worse: #a3340a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e9ed; --soft: #a0a8b2; --line: #353b43; --faint: #1c2026; --link: #7ab7f5;
    --better: #4cc38a; --worse: #ff9a6b;
  }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem }
header.page { border-bottom: 1px solid var(--line); padding-bottom: 1.25rem; margin-bottom: 2rem }
.eyebrow { margin: 0; color: var(--soft); font-size: .875rem }
h1 { font-size: 1.5rem; line-height: 1.3; margin: .25rem 0 0; font-weight: 600; overflow-wrap: anywhere }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 .5rem; font-weight: 600; overflow-wrap: anywhere }
h3 { font-size: 1rem; margin: 2.25rem 0 .5rem; font-weight: 600; overflow-wrap: anywhere }
p { margin: .5rem 0; overflow-wrap: anywhere }
.finding { font-size: 1.125rem; line-height: 1.5; margin: .75rem 0 1rem; text-wrap: pretty }
h1 + .finding { margin-bottom: 0 }
.facts, .legend, figcaption p, .note { color: var(--soft); font-size: .875rem }
.facts { margin: .25rem 0 }
a { color: var(--link) }
nav ul { list-style: none; padding: 0; margin: .75rem 0 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9375rem }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em }
.scroll { overflow-x: auto; margin: 1.25rem 0 .5rem }
.scroll:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums }
th, td { padding: .35rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
th:last-child, td:last-child { padding-right: 0 }
tbody th { font-weight: 400 }
th:first-child { position: sticky; left: 0; background: var(--paper) }
thead th { font-weight: 500; vertical-align: bottom; border-bottom-color: var(--soft); color: var(--soft) }
table.plain th, table.plain td { text-align: left }
thead button {
  all: unset; cursor: pointer; display: inline-block; position: relative; padding: .15rem 0; color: inherit;
}
thead button:hover { color: var(--ink); text-decoration: underline; text-underline-offset: .2em }
thead button small { display: block; font-size: .8125rem; font-weight: 400 }
th[aria-sort] { color: var(--ink) }
th[aria-sort] button::before { content: "\\2193\\a0" }
th[aria-sort="ascending"] button::before { content: "\\2191\\a0" }
tr.baseline th code { font-weight: 700 }
tbody tr:hover, tbody tr:hover th { background: var(--faint) }
.better { color: var(--better); font-weight: 600 }
.worse { color: var(--worse); font-weight: 600 }
ul.warnings { margin: 1rem 0; padding: .75rem 1rem .75rem 2rem; background: var(--faint); border-left: 3px solid #e69f00; font-size: .9375rem }
ul.warnings li { overflow-wrap: anywhere }
figure { margin: 2.25rem 0 0; break-inside: avoid }
figure h3 { margin: 0 0 .5rem }
figcaption { margin-top: .5rem }
figcaption p { margin: 0; max-width: 46rem; text-wrap: pretty }
.picture { overflow-x: auto; overflow-y: hidden; min-height: 6rem }
.picture svg { display: block; max-width: none }
.picture svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif }
.ranks svg { max-width: 100%; height: auto; margin: 0 auto }
.ranks text { font-size: 13px; fill: var(--ink); white-space: pre }
.ranks line, .ranks polyline { stroke: var(--ink); fill: none }
.ranks .group { stroke-width: 4; stroke-linecap: round }
.ranks .baseline { font-weight: bold }
.downloads { display: flex; gap: 1rem; margin-top: .4rem; font-size: .8125rem }
.downloads button { all: unset; cursor: pointer; color: var(--link) }
.downloads button:hover { text-decoration: underline }
.downloads button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.25rem; font-size: .9375rem; margin: 1rem 0 }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--faint); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .875rem }
#vg-tooltip-element { background: var(--paper) !important; color: var(--ink) !important; border-color: var(--line) !important }
#vg-tooltip-element td.key { color: var(--soft) !important }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0 }
  dd { margin-bottom: .6rem }
  tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 7.5rem; max-width: 9rem }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #fff; --better: #0a6b45; --worse: #a3340a }
  body { font-size: 10.5pt }
  main { max-width: none; padding: 0 }
  .downloads, nav { display: none }
  .scroll, .picture { overflow: visible }
  h2, h3 { break-after: avoid }
}
`
