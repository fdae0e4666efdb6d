/**
 * The one way to write a test file. uvu passes a file that forgets to call `.run()`, so nobody calls it by hand:
 * `suite` does, and test/conventions.test.ts checks that no other file imports uvu.
 */
import { type Test, suite as uvuSuite } from 'uvu'

export * as assert from 'uvu/assert'

export function suite(name: string, define: (test: Test) => void): void {
  const tests = uvuSuite(name)
  define(tests)
  tests.run()
}
