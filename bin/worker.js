// What a worker thread runs: trials.
require('./load.js')('worker')
