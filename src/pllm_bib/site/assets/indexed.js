// Search by Pagefind, for lists of many works: what is found is loaded when it is shown.
"use strict";
globalThis.indexed = async (index, fold, workOf, FACETS, FIELDS) => {
  let pagefind;
  try {
    // Parts of its index are asked for one by one, which browsers let no page from the disk do.
    if (location.protocol === "file:") throw new Error();
    pagefind = (await import("../pagefind/pagefind.js")).createInstance({});
    await pagefind.init();
  } catch {
    document.querySelector("#plain").hidden = false;
    return undefined;
  }
  // Before the words of a title, of people and of a key, so that they can be asked for alone.
  const MARKS = { title: "\u2d30", author: "\u2d31", key: "\u2d32" };
  // A word of all works: without any word, all parts of the index would be asked for.
  const ALL = "\u2d33";
  const bare = (text) => fold(text).replace(/[^\p{L}\p{N}\s]+/gu, "");
  const read = (text) => {
    const words = [];
    const limits = [];
    let none = false;
    for (const [whole, field, quoted, word] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
      const value = fold(quoted ?? word);
      const at = FACETS.indexOf(field);
      if (Object.hasOwn(MARKS, field ?? "")) words.push(...(value.match(/[\p{L}\p{N}_]+/gu) ?? []).map((one) => MARKS[field] + one));
      else if (at >= 0) {
        const test = FIELDS[field](value);
        const meant = index.facets[at].map(([name]) => name)
          .filter((name) => test({ sections: [name], year: +name, venue: name, has: [name] }));
        limits.push({ [field]: { any: meant } });
        none ||= !meant.length;
      } else if (bare(whole)) words.push(whole.replaceAll('"', ""));
    }
    const [, phrase] = text.trim().match(/^"([^"]+)"$/) ?? [];
    return { words: phrase && words.length ? [`"${phrase}"`] : words, limits, none };
  };
  const take = (result) => {
    let made;
    return () => (made ??= result.data().then(({ content, meta }) => {
      const [at, ...row] = JSON.parse(meta.row);
      return Object.assign(workOf(row, at), { content });
    }));
  };
  const rows = (found, facet) => Object.entries(found.filters[facet] ?? {});
  let last = Promise.resolve();
  let turn = 0;
  const finder = {
    results: [],
    all: async () => (await pagefind.search(ALL, { sort: { list: "asc" } })).results.map(take),
    find: (...asked) => {
      const mine = ++turn;
      return (last = last.then(() => mine === turn && seek(...asked)));
    },
  };
  const seek = async (active, text, chosen, sort, open) => {
    // Without a search nothing is asked for: the works are known by their number alone.
    finder.results = Array(active ? 0 : index.count);
    if (!active) return index.facets.map((all, at) => open(FACETS[at]) && all);
    const { words, limits, none } = read(text);
    const query = words.join(" ") || ALL;
    const search = (but) => {
      const all = [...limits];
      for (const facet of FACETS) {
        const values = [...chosen[facet]];
        if (values.length && facet !== but) all.push({ [facet]: { [facet === "has" ? "all" : "any"]: values } });
      }
      const filters = Object.fromEntries(FACETS.filter(open).map((facet) => [facet, []]));
      return pagefind.search(query, { filters: { ...filters, all }, sort: sort === "best" ? {} : { [sort]: "asc" } });
    };
    const found = none ? { results: [], filters: {} } : await search();
    let results = found.results.map(take);
    const first = await Promise.all(results.slice(0, 9).map((one) => one()));
    // Where it knows a word not at all, it takes a shorter one.
    if (first.length && !words.every((word) => bare(first[0].content).includes(bare(word)))) results = [];
    finder.results = [...(results.length ? first : []), ...results.slice(9)];
    const counts = [];
    for (const facet of FACETS) {
      const own = facet !== "has" && chosen[facet].size && !none;
      counts.push(open(facet) && (results.length || own ? rows(own ? await search(facet) : found, facet) : []));
    }
    return counts;
  };
  return finder;
};
