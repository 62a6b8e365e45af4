// Render a bibliography with citeproc-js: node citeproc_js.js MODULES ITEMS STYLE LOCALES
"use strict";
const fs = require("fs");
const path = require("path");
const [modules, itemsFile, styleFile, locales] = process.argv.slice(2);
const CSL = require(path.join(modules, "citeproc"));
const items = JSON.parse(fs.readFileSync(itemsFile, "utf8"));
const byId = new Map(items.map((item) => [item.id, item]));
const engine = new CSL.Engine(
  {
    retrieveLocale: (name) => {
      const file = path.join(locales, `locales-${name}.xml`);
      return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : false;
    },
    retrieveItem: (id) => byId.get(id),
  },
  fs.readFileSync(styleFile, "utf8"),
  "en-US",
);
engine.setOutputFormat("text");
engine.updateItems(items.map((item) => item.id));
process.stdout.write(engine.makeBibliography()[1].join(""));
