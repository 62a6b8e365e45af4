// Renders references and citations with citeproc-js.
//
// Standard input holds one job as JSON:
//   { style, locales: { tag: xml }, items, groups: [[id, ...]], runs: [{ locale, format, cites, placed }] }
// Standard output gets, as JSON, the engine's version and for each run the bibliography in its
// order, and, where cites is true, each item cited alone and each group cited together. Where placed
// is true, a group is a citation of a document: only then is it in the style's order.
"use strict";

const fs = require("fs");
const CSL = require("citeproc");

function engineFor(job, run) {
  const items = Object.fromEntries(job.items.map((item) => [item.id, item]));
  const system = {
    retrieveLocale: (tag) => job.locales[tag] || false,
    retrieveItem: (id) => JSON.parse(JSON.stringify(items[id])),
  };
  const engine = new CSL.Engine(system, job.style, run.locale, true);
  engine.setOutputFormat(run.format);
  engine.opt.development_extensions.wrap_url_and_doi = run.format === "html";
  engine.updateItems(job.items.map((item) => item.id));
  return engine;
}

// The engine leaves references without text out of its answer, but not out of the list of ids.
function paired(about, references) {
  const empty = new Set(about.bibliography_errors.map((error) => String(error.itemID)));
  const all = about.entry_ids.map((ids) => String(ids[0]));
  const ids = all.length === references.length ? all : all.filter((id) => !empty.has(id));
  if (ids.length !== references.length) throw new Error("references and ids do not pair");
  return ids.map((id, place) => [id, references[place]]);
}

function render(job, run) {
  const engine = engineFor(job, run);
  if (run.placed) engine.updateUncitedItems(job.items.map((item) => item.id));
  const [about, references] = engine.makeBibliography() || [{ entry_ids: [], bibliography_errors: [] }, []];
  const cite = (ids) => engine.makeCitationCluster(ids.map((id) => ({ id })));
  const place = (ids, number) => engine.processCitationCluster(
    { citationID: `c${number}`, citationItems: ids.map((id) => ({ id })), properties: { noteIndex: 0 } },
    [], [])[1].find(([, , citation]) => citation === `c${number}`)[1];
  return {
    bibliography: paired(about, references),
    cites: run.cites ? job.items.map((item) => [item.id, cite([item.id])]) : [],
    groups: run.cites ? job.groups.map((ids, number) => [ids, (run.placed ? place : cite)(ids, number)]) : [],
  };
}

const job = JSON.parse(fs.readFileSync(0, "utf8"));
const answer = { engine: CSL.PROCESSOR_VERSION, runs: job.runs.map((run) => render(job, run)) };
fs.writeFileSync(1, JSON.stringify(answer));
