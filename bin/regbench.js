#!/usr/bin/env node
/** Words after which no command is loaded, and the help alone is enough. */
const HELP = ['-h', '--help', '-V', '--version']

const words = process.argv.slice(2)
require('./load.js')(words.every((word) => HELP.includes(word)) ? 'help' : 'program')
