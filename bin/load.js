/**
 * Starts a bundle of dist/. Where the build has left the bytecode that this very version of Node makes of it, nothing is
 * compiled again. CommonJS throughout: Node starts it sooner than modules, and gives it that choice.
 */
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const vm = require('node:vm')

/** V8 refuses bytecode of another version of itself, or of other flags, and compiles instead. */
module.exports = function load(name) {
  const file = join(__dirname, `../dist/bundle/${name}.cjs`)
  let cachedData
  try {
    cachedData = readFileSync(join(__dirname, `../build/code/${name}-${process.version}-${process.arch}.bin`))
  } catch {
    // An installed package has none.
    return require(file)
  }
  const loaded = { exports: {} }
  load.compile(file, cachedData).runInThisContext()(
    loaded.exports,
    createRequire(file),
    loaded,
    file,
    dirname(file),
  )
  return loaded.exports
}

/** The bundle as a function of what a CommonJS module is given. */
module.exports.compile = (file, cachedData) =>
  new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`,
    {
      filename: file,
      cachedData,
    },
  )
