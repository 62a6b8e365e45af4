// Search, facets, copying and downloads. Text of works is only ever shown as text, never run.
"use strict";
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  const root = document.documentElement.dataset.root;
  const words = JSON.parse(document.body.dataset.words);
  const say = (name, values) =>
    words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, words.thousands);
  const make = (tag, values, ...inside) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...inside);
    return element;
  };
  const button = (text, act) => make("button", { type: "button", textContent: text, onclick: act });
  const loaded = {};
  const load = (name) =>
    (loaded[name] ??= new Promise((done) => {
      const frame = make("iframe", { hidden: true, title: name, src: `${root}data/${name}.html` });
      const listen = (event) => {
        if (event.source !== frame.contentWindow) return;
        removeEventListener("message", listen);
        frame.remove();
        done(JSON.parse(event.data));
      };
      addEventListener("message", listen);
      document.body.append(frame);
    }));

  // Copying and downloading.
  const copy = async (text, button) => {
    const former = button.textContent;
    try {
      try {
        // Safari wants the promise itself, since the click is over when the text has come.
        const blob = Promise.resolve(text).then((got) => new Blob([got], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      } catch {
        const area = make("textarea", { value: await text });
        document.body.append(area);
        area.select();
        const done = document.execCommand("copy");
        area.remove();
        button.focus();
        if (!done) throw 0;
      }
      button.textContent = words.copied;
    } catch {
      button.textContent = words.not_copied;
    }
    setTimeout(() => (button.textContent = former), 1500);
  };
  const save = (text, name) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 9000);
  };
  for (const details of $$("details.copy")) {
    const copier = button(words.copy, () => copy($("pre, .ref", details).textContent, copier));
    details.append(copier);
  }

  const input = $("#q");
  const search = $("#search");
  search.hidden = false;
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input:not([type=checkbox]), select, textarea")) {
      event.preventDefault();
      input.focus();
    }
  });
  const tool = $("#tool");
  if (!tool) {
    search.onsubmit = (event) => {
      event.preventDefault();
      location = `${root}index.html#${new URLSearchParams({ q: input.value })}`;
    };
    return;
  }

  // What the command line calls --section, --year and so on, and what it makes equal.
  const fold = (text) =>
    /[^\0-\x7f]/.test(text)
      ? text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ")
      : text.toLowerCase();
  const FACETS = ["section", "year", "venue", "author", "has"];
  const SORTS = ["list", "year", "title", "author", "venue", "key"];
  let index, works, hay, ends, order, known, names, chosen, sort, asked, later, rest, finder, usual = "list", turn = 0, picked = new Map(), most = 50, results = [];

  const workOf = ([name, key, title, people, others, venue, year, label, sections, links, has], at) =>
    ({ name, key: key || name, title, people, others, venue, year, label, sections, links, has, at });
  const begin = (data) => {
    index = data;
    known = FACETS.map(() => new Map());
    const code = (facet, value) => {
      const all = known[facet];
      if (!all.has(value)) all.set(value, all.size);
      return all.get(value);
    };
    works = data.works.map((row, at) => {
      const work = workOf(row, at);
      const { sections, year, venue, people, has } = work;
      work.by = fold(people.join("\n"));
      work.codes = [sections, year ? [`${year}`] : [], venue ? [venue] : [], people, has].map((each, facet) => each.map((value) => code(facet, value)));
      return work;
    });
    gather([]);
    names = known.map((all) => [...all.keys()]);
  };

  // One long text is searched much faster than many short ones.
  const gather = (abstracts) => {
    hay = "";
    ends = works.map(({ key, title, by, label }, at) =>
      (hay += fold([by, key, title, label, index.works[at][11], abstracts[at], ""].join("\n"))).length);
  };

  const within = (id, name) => id === name || id.startsWith(`${name}.`);
  const FIELDS = {
    __proto__: null,
    section: (value) => (work) =>
      work.sections.some((id) => within(id, value) || index.sections[id]?.[0] === value),
    year: (value) => {
      const [, first, dash, last] = value.match(/^(\d{4})?(-)?(\d{4})?$/) ?? [0, 0, "x"];
      const low = +first || 0;
      const high = dash ? +last || 9999 : low;
      return (work) => dash !== "x" && work.year && work.year >= low && work.year <= high;
    },
    venue: (value) => (work) => fold(work.venue) === value,
    author: (value) => (work) => work.by.includes(value),
    title: (value) => (work) => fold(work.title).includes(value),
    key: (value) => (work) => fold(work.key).includes(value),
    has: (value) => (work) => work.has.includes(value),
  };
  const terms = (query) =>
    [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(([whole, field, quoted, word]) => {
      const text = fold(quoted ?? word);
      if (FIELDS[field]) return FIELDS[field](text);
      const all = fold(whole.replaceAll('"', ""));
      const hits = new Uint8Array(works.length);
      for (let at = 0, from = 0; all && (from = hay.indexOf(all, from)) >= 0; from = ends[at]) {
        while (ends[at] <= from) at++;
        hits[at] = 1;
      }
      return (work) => !all || hits[work.at];
    });

  // A facet's numbers are of the works that all other conditions leave. Only open ones are counted.
  const filter = (query) => {
    const tests = terms(query);
    const counts = FACETS.map((facet, at) => (panel(facet).open ? new Uint32Array(names[at].length) : 0));
    const wanted = FACETS.map((facet) => [...chosen[facet]]);
    const limits = [0, 1, 2, 3, 4].filter((at) => wanted[at].length);
    const codes = wanted.map((values, at) => values.map((value) => known[at].get(value)));
    results = [];
    next: for (const work of order) {
      for (const test of tests) if (!test(work)) continue next;
      let failed = -1;
      for (const at of limits) {
        const own = work.codes[at];
        const ok = at === 4 ? codes[at].every((each) => own.includes(each)) : codes[at].some((each) => own.includes(each));
        if (ok) continue;
        if (failed >= 0 || at === 4) continue next;
        failed = at;
      }
      if (failed < 0) results.push(work);
      for (let at = 0; at < 5; at++)
        if (counts[at] && (failed < 0 || failed === at)) for (const each of work.codes[at]) counts[at][each]++;
    }
    return counts;
  };
  const first = (work) => fold(work.people[0] ?? "").split(" ").pop();
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const compared = {
    year: (a, b) => b.year - a.year,
    title: (a, b) => compare(a.title, b.title),
    author: (a, b) => compare(first(a), first(b)),
    venue: (a, b) => compare(a.venue, b.venue) || b.year - a.year,
    key: (a, b) => (a.key < b.key ? -1 : 1),
  };
  const arrange = (by) => {
    sort = by;
    order = compared[by] ? works.toSorted(compared[by]) : works;
  };

  // What is seen.
  const get = (work) => work.at >= 0 ? work : work();
  const format = () => index.formats[$("#out select").selectedIndex];
  const texts = async (list) => {
    const [name, , , head, separator, tail] = format();
    const parts = await Promise.all(
      (await list).map(async (work) => (await load(`texts-${Math.floor(work.at / index.chunk)}`))[work.name][name] ?? ""),
    );
    return head + parts.filter(Boolean).join(separator) + tail;
  };
  const meant = async () =>
    picked.size ? [...picked.values()].sort((a, b) => a.at - b.at) : Promise.all((results.length && !results[0] ? await finder.all() : results).map(get));
  const equip = (item, work) => {
    const { name } = work;
    const box = $("input", item);
    box.hidden = false;
    box.checked = picked.has(name);
    box.onchange = () => {
      picked[box.checked ? "set" : "delete"](name, work);
      tell();
    };
    const copier = button(words.copy, () => copy(texts([work]), copier));
    copier.className = "c";
    $(".m", item).append(copier);
  };
  const line = (work) => {
    const title = make("a", { className: "t", dir: "auto", href: `works/${encodeURIComponent(work.name)}.html`, textContent: work.title });
    const box = make("input", { type: "checkbox", ariaLabel: say("select", { title: work.title }) });
    const people = work.people.join(", ") + (work.others ? ` ${words.others}` : "");
    const links = work.links.flatMap(([word, url]) => [make("a", { href: url, textContent: words[word] }), " "]);
    const item = make("li", {}, box, " ", title, make("p", { className: "a", textContent: people }),
      make("p", { className: "m" }, make("b", { textContent: work.label }), " ", ...links));
    item.dataset.w = work.name;
    equip(item, work);
    return item;
  };
  const tell = () => {
    $("#status").textContent = say("shown", { n: number(results.length), all: number(index.count) }) +
      (picked.size ? ` · ${say("selected", { n: number(picked.size) })}` : "");
    $("#none").hidden = !picked.size;
  };
  const panel = (facet) => $(`#facets [data-facet=${facet}]`);
  const facets = (counts) => {
    FACETS.forEach((facet, at) => {
      const details = panel(facet);
      details.hidden = !names[at].length;
      if (!counts[at]) return;
      const rows = [];
      counts[at].forEach((each, code) => {
        const [name, count] = finder ? each : [names[at][code], each];
        if (count || chosen[facet].has(name)) rows.push([name, count]);
      });
      rows.sort(
        facet === "year" ? (a, b) => compare(b[0], a[0])
          : facet === "section" ? (a, b) => compare(a[0], b[0])
          : (a, b) => chosen[facet].has(b[0]) - chosen[facet].has(a[0]) || b[1] - a[1]);
      $(".rows", details).replaceChildren(...rows.slice(0, 40).map(([name, count]) => {
        const box = make("input", { type: "checkbox", checked: chosen[facet].has(name), value: name });
        box.onchange = () => {
          chosen[facet][box.checked ? "add" : "delete"](name);
          go(true);
          $$("input", $(".rows", details)).find((one) => one.value === name)?.focus();
        };
        const shown = facet === "section" ? index.sections[name]?.[1] ?? name : facet === "has" ? words[name] : name;
        return make("label", {}, box, `${shown} `, make("span", { className: "n", textContent: number(count) }));
      }));
    });
  };
  const show = () => {
    for (const facet of FACETS) if (chosen[facet].size) panel(facet).open = true;
    const active = input.value.trim() || sort !== usual || FACETS.some((facet) => chosen[facet].size);
    const found = $("#found");
    const mine = ++turn;
    found.ariaBusy = "true";
    const draw = (counts) => {
      $("#list").hidden = active;
      for (const part of $$(".browse, .pager")) part.hidden = active;
      found.hidden = !active;
      const seen = active ? results.slice(0, most) : [];
      found.replaceChildren(...seen.splice(0, 9).map(line));
      $("#rest").hidden = !active || results.length <= most;
      $("#sorts select").value = sort;
      tell();
      // The rest can wait until the next letter is not in a hurry.
      clearTimeout(rest);
      rest = setTimeout(async () => {
        const more = finder ? await Promise.all(seen.map(get)) : seen;
        if (mine !== turn) return;
        found.append(...more.map(line));
        facets(counts);
        found.ariaBusy = "false";
      }, 9);
    };
    if (!finder) return draw(filter(input.value));
    finder.find(active, input.value, chosen, sort, (facet) => panel(facet).open).then((counts) => {
      if (mine !== turn) return;
      results = finder.results;
      draw(counts);
    });
  };
  // The address has the view, so that it can be shared, and found again by going back.
  const go = (asStep) => {
    most = 50;
    const said = new URLSearchParams();
    if (input.value.trim()) said.set("q", input.value.trim());
    for (const facet of FACETS) for (const value of chosen[facet]) said.append(facet, value);
    if (sort !== usual) said.set("sort", sort);
    clearTimeout(later);
    const put = () => {
      asked = `#${said}`;
      if (asked !== (location.hash || "#")) asStep ? (location.hash = asked) : location.replace(asked);
      asked = location.hash;
    };
    if (asStep) put();
    else later = setTimeout(put, 300);
    show();
  };
  const read = () => {
    if (location.hash === asked) return;
    asked = location.hash;
    const said = new URLSearchParams(asked.slice(1));
    if (asked.length > 1 && !["q", "sort", ...FACETS].some((key) => said.has(key))) return;
    const q = said.get("q") ?? "";
    if (q !== input.value.trim()) input.value = q;
    chosen = Object.fromEntries(FACETS.map((facet) => [facet, new Set(said.getAll(facet))]));
    arrange(SORTS.find((name) => name === said.get("sort")) ?? usual);
    show();
  };
  const move = (step) => {
    const titles = $$(".works .t").filter((title) => title.offsetParent);
    const at = titles.indexOf(document.activeElement);
    titles[at + step]?.focus();
  };
  const lay = () => {
    for (const facet of FACETS) {
      const details = make("details", {}, make("summary", { textContent: words[facet] }), make("div", { className: "rows" }));
      details.dataset.facet = facet;
      details.ontoggle = () => details.open && show();
      $("#facets").append(details);
    }
    const choice = (label, rows) => make("label", {}, `${label} `, make("select", {}, ...rows.map(([value, text]) => make("option", { value, textContent: text }))));
    const formats = choice(words.format, index.formats);
    const sorts = choice(words.sort, SORTS.map((name) => [name, words[`sort_${name}`]]));
    const copier = button(words.copy, () => copy(texts(meant()), copier));
    const saver = button(words.download, async () => save(await texts(meant()), `works${format()[2]}`));
    const none = button(words.clear_selection, () => {
      picked.clear();
      for (const box of $$(".works input")) box.checked = false;
      tell();
    });
    none.id = "none";
    const clear = button(words.clear, () => {
      location.hash = "";
      input.value = "";
      input.focus();
    });
    $("#out").append(formats, copier, saver, none, sorts, clear);
    $("select", sorts).onchange = (event) => {
      arrange(event.target.value);
      go(true);
    };
    sorts.id = "sorts";
    $("#rest button").onclick = () => {
      most += 200;
      show();
    };
    for (const form of [$("#facets"), $("#out"), search]) form.onsubmit = (event) => event.preventDefault();
    input.oninput = () => go(false);
    addEventListener("hashchange", read);
    addEventListener("keydown", (event) => {
      if (event.target.closest("select, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        move(step);
      } else if (event.key === "c" && event.target.matches(".t")) {
        $("button.c", event.target.closest("li")).click();
      } else if (event.key === "Escape" && event.target === input) {
        input.value = "";
        go(false);
      }
    });
    for (const item of $$("#list [data-w]")) equip(item, works.find(({ name }) => name === item.dataset.w));
  };
  load("index").then(async (data) => {
    finder = await globalThis.indexed?.(data, fold, workOf, FACETS, FIELDS);
    begin(data.facets && !finder ? await load("works") : data);
    chosen = Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));
    if (finder) {
      names = data.facets;
      SORTS.unshift((usual = "best"));
    }
    lay();
    tool.hidden = false;
    arrange(usual);
    // The first search takes longer, so it is none of the reader's.
    if (!finder) filter("a");
    show();
    if (data.abstracts) load("abstracts").then(gather);
    read();
  });
})();
