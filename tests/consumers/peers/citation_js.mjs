// Read a file with citation-js, and print it as CSL-JSON:
// node citation_js.mjs MODULES TYPE FILE
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [modules, forceType, file] = process.argv.slice(2)
const load = createRequire(`${modules}/`)
const { Cite } = load('@citation-js/core')
for (const plugin of ['bibtex', 'csl', 'ris']) load(`@citation-js/plugin-${plugin}`)
console.log(JSON.stringify(new Cite(readFileSync(file, 'utf8'), { forceType }).data))
