import { fileKindOf } from '../../src/util/fileKind.ts'
import { assert, suite } from '../harness.ts'

const kind = (bytes: string | Uint8Array): string | undefined =>
  fileKindOf(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)?.name

/** First bytes of what bzip2 1.0.8, xz 5.4, zstd 1.5, Python 3.11 (pickle, sqlite3, zipfile) and this program wrote. */
const WRITTEN = {
  '425a683931415926535954b8': 'packed with bzip2',
  fd377a585a000004e6d6b446: 'packed with xz',
  '28b52ffd0458910000612c62': 'packed with zstd',
  '8004950d000000000000007d': 'a pickle of Python',
  '80027d7100580100': 'a pickle of Python',
  '53514c69746520666f726d617420330010000101': 'a database of SQLite',
  '504b030414000000000073b4795d20b257c4120000001200000008000000646174612e637376612c': 'a zip archive',
  c0080000000000007b225f5f6d657461: 'a model in safetensors',
  '0809120872656762656e63681a05302e': 'a model in ONNX',
}

suite('util/fileKind', (test) => {
  test('names what programs write', () => {
    for (const [hex, name] of Object.entries(WRITTEN)) assert.is(kind(Buffer.from(hex, 'hex')), name)
  })

  test('names formats by the signatures of their specifications', () => {
    assert.is(kind('PAR1\x15\x04'), 'in Parquet')
    assert.is(kind('ARROW1\0\0'), 'in the format of Arrow')
    assert.is(kind(Buffer.from('894844460d0a1a0a', 'hex')), 'in HDF5')
    assert.is(kind(Buffer.from('d0cf11e0a1b11ae1', 'hex')), 'a document of Microsoft Office')
    assert.is(kind(Buffer.from('934e554d50590100', 'hex')), 'an array of NumPy')
    assert.is(kind('%PDF-1.4'), 'in PDF')
    for (const entry of ['[Content_Types].xml', '_rels/.rels', 'docProps/app.xml', 'xl/workbook.xml'])
      assert.is(kind(`PK\x03\x04\x14\0\x06\0\x08\0${entry}`), 'a spreadsheet (.xlsx or .ods)')
  })

  test('names texts of other kinds', () => {
    for (const text of [
      '{"a": 1}',
      '{\n  "a": 1\n}',
      '[{"a":1}]',
      '[[1,2],[3,4]]',
      '["a"]',
      '[1,2]',
      '[-1]',
      '{}',
      '\ufeff{"a":1}',
    ])
      assert.is(kind(text), 'in JSON', text)
    assert.is(kind('<!DOCTYPE html>\n<html>'), 'a page of the web')
    assert.is(kind('<?xml version="1.0"?>'), 'in XML')
    assert.is(kind('% a comment\n@RELATION iris\n'), 'in ARFF')
  })

  test('tables are none of them', () => {
    for (const text of [
      '',
      'a,b,y\n1,2,p\n',
      '"a","b"\n',
      '[a],[b]\n1,2\n',
      '{a},b\n',
      '<5,>6\n',
      '# PAR1\na,b\n',
      '% a\n',
      'PK,b\n1,2\n',
      '\ufeffa,b\n',
      '-1,2\n',
    ])
      assert.is(kind(text), undefined, text)
  })
})
