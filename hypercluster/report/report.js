"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { pairs, rankings, regions, sentences, strings, words } = data;
  const root = document.documentElement;
  const SVG = "http://www.w3.org/2000/svg";
  const PAGE_ROWS = 25, LINKS = 20, BEND = 0.24, LEVELS = ["low", "medium", "high"];
  const published = { ...data.settings };
  const settings = { ...published };
  let chosenRegion = null, chosenPair = null, activeRanking = published.ranking;
  root.classList.add("scripting");

  // Texts and numbers, as the page's language writes them.
  const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const say = (key, values = {}) => filled(words[key], values);
  const text = place => known(place) ? strings[place] : "";
  const known = value => value !== null && value !== undefined;
  const grouped = digits => digits.replace(/\B(?=(\d{3})+(?!\d))/g, data.group);
  // Python rounds a tie to even on the binary value; so does toFixed on what is not a decimal tie, and exact halves are treated here.
  function fixed(value, decimals) {
    const scaled = Math.abs(value) * 10 ** decimals, floor = Math.floor(scaled);
    if (scaled - floor === 0.5 && decimals === 0) return String(floor % 2 ? floor + 1 : floor);
    return Math.abs(value).toFixed(decimals);
  }
  function number(value, decimals = 0) {
    if (!known(value)) return words.missing;
    const [whole, rest] = fixed(value, decimals).split(".");
    const text = grouped(whole) + (rest ? data.decimal + rest : "");
    return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
  }
  const short = value => String(Number(value.toPrecision(6))).replace(".", data.decimal);
  const percent = share => `${number(share * 100)} %`;
  const probability = value => !known(value) ? words.missing : value < 0.001 ? `<${number(0.001, 3)}` : number(value, value < 0.1 ? 3 : 2);
  const span = (low, high) => !known(low) ? words.missing : low === high ? `${low}` : `${low}–${high}`;
  const inRange = (low, high) => known(low) ? say("cards.in_range", { range: span(low, high) }) : "";
  const sure = level => known(level) ? data.confidence[level] : words.missing;
  const pairName = pair => `${regions.name[pairs.source[pair]]} – ${regions.name[pairs.target[pair]]}`;

  // The score: f(d) x untapped x the sum of weighed values, and competition ranks to 1e-9, as in Python.
  function scoresOf(ranking, given) {
    const { values, rank } = rankings[ranking], weights = values.length > 1 ? [given.profile_weight, 1 - given.profile_weight] : [1];
    return pairs.source.map((_, pair) => {
      const km = pairs.km[pair], untapped = pairs.untapped[pair];
      if (![rank[pair], untapped, ...values.map(name => pairs[name][pair])].every(known) || !known(km) && given.beta < 1) return null;
      const distance = given.beta < 1 ? given.beta + (1 - given.beta) * Math.exp(-km / given.delta_km) : 1;
      const parts = values.map((name, place) => distance * untapped * (weights[place] * pairs[name][pair]));
      if (parts.length < data.parts.length) parts.push(0);
      return { parts, score: parts.reduce((sum, part) => sum + part), distance, weights };
    });
  }
  function ranksOf(scores) {
    const rounded = scores.map(score => score === null ? null : Math.round(score.score * 1e9));
    const sorted = rounded.filter(known).sort((a, b) => b - a);
    const first = new Map();
    sorted.forEach((value, place) => { if (!first.has(value)) first.set(value, [place + 1, 0]); first.get(value)[1] += 1; });
    return rounded.map(value => value === null ? null : { rank: first.get(value)[0], isTied: first.get(value)[1] > 1 });
  }
  const isPublished = () => ["profile_weight", "beta", "delta_km"].every(key => settings[key] === published[key]);
  let computed = {};
  function compute() {
    for (const ranking of Object.keys(rankings)) {
      const scores = scoresOf(ranking, settings), ranks = ranksOf(scores);
      const order = scores.map((_, pair) => pair).filter(pair => scores[pair] !== null).sort((a, b) => ranks[a].rank - ranks[b].rank || a - b);
      computed[ranking] = { scores, ranks, order };
    }
  }
  compute();
  // For tests and for readers who want to try the formula in the console.
  window.hypercluster = { ranks: (ranking, given) => ranksOf(scoresOf(ranking, given)).map(one => one && one.rank), scores: (ranking, given) => scoresOf(ranking, given).map(one => one && one.score) };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(key, value === true ? "" : value);
    made.append(...children);
    return made;
  }
  function shape(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Ranking tables.
  const tables = new Map();
  const round1 = value => Math.round(value * 10) / 10;
  function stacked(parts, largest) {
    const drawing = shape("svg", { class: "bars", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    let x = 0;
    parts.forEach((part, place) => {
      const width = largest > 0 ? round1(100 * Math.max(part, 0) / largest) : 0;
      drawing.append(shape("rect", { class: `part${place + 1}`, x: round1(x), y: 1, width, height: 8 }));
      x += width;
    });
    return drawing;
  }
  function rangeCell(low, high, count) {
    const cell = element("td", { class: "range-cell" });
    if (known(low)) {
      const drawing = shape("svg", { class: "range", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
      drawing.append(shape("rect", { x: round1(100 * (low - 1) / Math.max(count, 1)), y: 1.5, width: round1(Math.max(100 * (high - low + 1) / Math.max(count, 1), 2)), height: 5 }));
      cell.append(drawing);
    }
    cell.append(element("span", {}, span(low, high)));
    return cell;
  }
  function rankCell(ranking, pair) {
    const { rank, isTied } = computed[ranking].ranks[pair], before = rankings[ranking].rank[pair];
    const cell = element("td", { class: "number" });
    if (!isPublished() && known(before) && before !== rank) cell.append(element("span", { class: before > rank ? "up" : "down" }, String(Math.abs(before - rank))));
    cell.append(`${isTied ? "=" : ""}${rank}`);
    return cell;
  }
  function rowOf(ranking, pair) {
    const { scores, order } = computed[ranking], standing = rankings[ranking];
    const largest = order.length ? scores[order[0]].score : 0;
    const button = element("button", { type: "button", class: "pair", "aria-expanded": String(tables.get(ranking).open === pair) }, pairName(pair));
    const name = element("td", {}, button);
    if (standing.is_finding[pair]) name.append(" ", element("span", { class: "finding" }, `✓ ${words["rankings.finding"]}`));
    const parts = element("td", {}, stacked(scores[pair].parts, largest));
    parts.append(element("span", { class: "hidden" }, scores[pair].parts.map((part, place) => filled(data.parts[place], { value: number(part, 2) })).join(", ")));
    const row = element("tr", { "data-pair": pair }, rankCell(ranking, pair), rangeCell(standing.rank_low[pair], standing.rank_high[pair], order.length), name,
      element("td", { class: "number" }, number(scores[pair].score, 2)), parts, element("td", { class: "number" }, number(pairs.km[pair])),
      element("td", { class: "sure" }, sure(standing.confidence[pair])), element("td", { class: "number" }, probability(standing.all[pair])));
    if (tables.get(ranking).open === pair) row.classList.add("open");
    return row;
  }
  const sortKeys = {
    rank: (ranking, pair) => computed[ranking].ranks[pair].rank,
    range: (ranking, pair) => rankings[ranking].rank_high[pair] ?? Infinity,
    regions: (ranking, pair) => pairName(pair),
    score: (ranking, pair) => -computed[ranking].scores[pair].score,
    profile: (ranking, pair) => -computed[ranking].scores[pair].parts[0],
    km: (ranking, pair) => pairs.km[pair] ?? Infinity,
    confidence: (ranking, pair) => -(rankings[ranking].confidence[pair] ?? -1),
    q: (ranking, pair) => rankings[ranking].all[pair] ?? Infinity,
  };
  function visiblePairs(ranking) {
    const state = tables.get(ranking), text = state.search.trim().toLocaleLowerCase(data.language);
    const key = sortKeys[state.sort];
    const found = computed[ranking].order.filter(pair => (!text || pairName(pair).toLocaleLowerCase(data.language).includes(text))
      && (!state.filter || (state.filter === "finding" ? rankings[ranking].is_finding[pair] : LEVELS[rankings[ranking].confidence[pair]] === state.filter)));
    if (state.sort !== "rank" || state.isDown) {
      const values = new Map(found.map((pair, place) => [pair, [key(ranking, pair), place]]));
      found.sort((a, b) => {
        const [one, i] = values.get(a), [other, j] = values.get(b);
        const order = typeof one === "string" ? one.localeCompare(other, data.language) : one - other;
        return (state.isDown ? -order : order) || i - j;
      });
    }
    return found;
  }
  function fill(ranking) {
    const state = tables.get(ranking), found = visiblePairs(ranking), shown = found.slice(0, state.rows);
    const rows = [];
    for (const pair of shown) {
      rows.push(rowOf(ranking, pair));
      if (state.open === pair) rows.push(element("tr", { class: "detail" }, element("td", { colspan: 8 }, explanation(ranking, pair, "h4"))));
    }
    state.body.replaceChildren(...rows);
    state.section.classList.toggle("stale", !isPublished());
    state.count.textContent = say("rankings.shown", { shown: shown.length, count: found.length });
    state.more.hidden = shown.length >= found.length;
    for (const head of state.heads) {
      const isSorted = head.firstElementChild.dataset.sort === state.sort;
      if (isSorted) head.setAttribute("aria-sort", state.isDown ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
    }
  }
  for (const section of document.querySelectorAll(".ranking")) {
    const body = section.querySelector("tbody");
    if (!body) continue;
    const ranking = section.dataset.ranking;
    const state = { section, body, rows: PAGE_ROWS, sort: "rank", isDown: false, search: "", filter: "", open: null,
      count: section.querySelector("[data-count]"), more: section.querySelector("[data-more]"), heads: [...section.querySelectorAll("thead th")] };
    tables.set(ranking, state);
    section.querySelector("[data-search]").addEventListener("input", event => { state.search = event.target.value; state.rows = PAGE_ROWS; fill(ranking); });
    section.querySelector("[data-filter]").addEventListener("change", event => { state.filter = event.target.value; state.rows = PAGE_ROWS; fill(ranking); });
    section.querySelector("[data-csv]").addEventListener("click", () => save(ranking));
    state.more.addEventListener("click", () => { const first = state.rows; state.rows += 50; fill(ranking); body.querySelectorAll("tr:not(.detail) .pair")[first]?.focus(); });
    section.querySelector("thead").addEventListener("click", event => {
      const sort = event.target.closest(".sorter")?.dataset.sort;
      if (!sort) return;
      state.isDown = state.sort === sort && !state.isDown;
      state.sort = sort;
      fill(ranking);
    });
    body.addEventListener("click", event => {
      const button = event.target.closest(".pair");
      if (button) toggle(ranking, Number(button.closest("tr").dataset.pair));
    });
    body.addEventListener("keydown", event => { if (event.key === "Escape" && state.open !== null) toggle(ranking, state.open); });
    fill(ranking);
  }
  function toggle(ranking, pair) {
    const state = tables.get(ranking);
    state.open = state.open === pair ? null : pair;
    activeRanking = ranking;
    choosePair(state.open);
    fill(ranking);
    drawLinks();
    state.body.querySelector(`tr[data-pair="${pair}"] .pair`)?.focus();
  }
  function save(ranking) {
    const { scores, ranks } = computed[ranking], standing = rankings[ranking];
    // A spreadsheet would run a text that begins with one of these as a formula.
    const cell = value => {
      const text = typeof value === "string" && /^[=+\-@\t\r']/.test(value) ? `'${value}` : known(value) ? String(value) : "";
      return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const heads = ["source", "target", "source_name", "target_name", `${ranking}_rank`, "published_rank_low", "published_rank_high", `${ranking}_score`, `${ranking}_profile_part`, `${ranking}_capability_part`, "geodesic_km", "published_confidence", "published_p_familywise", "published_is_finding", "profile_weight", "beta", "delta_km"];
    const lines = visiblePairs(ranking).map(pair => [regions.code[pairs.source[pair]], regions.code[pairs.target[pair]], regions.name[pairs.source[pair]], regions.name[pairs.target[pair]],
      ranks[pair].rank, standing.rank_low[pair], standing.rank_high[pair], scores[pair].score, ...scores[pair].parts, pairs.km[pair], LEVELS[standing.confidence[pair]], standing.all[pair], known(standing.all[pair]) ? Boolean(standing.is_finding[pair]) : null,
      settings.profile_weight, settings.beta, settings.delta_km]);
    const text = "\ufeff" + [heads, ...lines].map(line => line.map(cell).join(",")).join("\r\n") + "\r\n";
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" })), download: `linkages_${ranking}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Why this score.
  function asShown(parts, total, decimals = 3) {
    const unit = 10 ** decimals, whole = parts.map(part => Math.floor(part * unit + 1e-9));
    const left = Math.max(Math.round(total * unit) - whole.reduce((a, b) => a + b, 0), 0);
    parts.map((part, place) => [whole[place] - part * unit, place]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, left).forEach(([, place]) => { whole[place] += 1; });
    return whole.map(value => value / unit);
  }
  function explanation(ranking, pair, heading) {
    const box = document.getElementById(`why-${ranking}`).content.cloneNode(true), score = computed[ranking].scores[pair], standing = rankings[ranking];
    const title = element(heading, {}, pairName(pair)), spoken = sentences[ranking];
    if (score === null) { box.replaceChildren(title, element("p", {}, sentences.no_score)); return box; }
    box.querySelector("h3").replaceWith(title);
    const fill = (slot, text) => box.querySelectorAll(`[data-slot="${slot}"]`).forEach(place => { place.textContent = text; });
    const { rank, isTied } = computed[ranking].ranks[pair], adds = asShown(score.parts, score.score);
    const published = isPublished() ? "" : ` (${words["sliders.published"].toLocaleLowerCase(data.language).replace(".", "")})`;
    fill("score", number(score.score, 3));
    fill("standing", filled(spoken.standing, { rank: number(rank), tied: isTied ? sentences.tied : "", range: span(standing.rank_low[pair], standing.rank_high[pair]), confidence: sure(standing.confidence[pair]), share: text(standing.share[pair]) }) + published);
    box.querySelectorAll("tbody tr").forEach((row, place) => {
      const values = { value: pairs[standing.values[place]][pair], weight: score.weights[place], untapped: pairs.untapped[pair], distance_factor: score.distance, rounded: adds[place] };
      for (const cell of row.querySelectorAll("[data-value]")) cell.textContent = number(values[cell.dataset.value], Number(cell.dataset.decimals));
    });
    const largest = score.parts.indexOf(Math.max(...score.parts));
    fill("mostly", score.score > 0 ? filled(spoken.mostly[largest], { share: percent(score.parts[largest] / score.score) }) : sentences.nothing);
    fill("chance", filled(text(standing.chance[pair]), { p: probability(standing.p[pair]), all: probability(standing.all[pair]) }));
    fill("gravity", known(pairs.gravity_rank[pair]) ? filled(sentences.gravity, { rank: number(pairs.gravity_rank[pair]) }) : sentences.no_gravity);
    fill("distance", known(pairs.km[pair]) ? filled(sentences.distance, { km: number(pairs.km[pair]), factor: number(score.distance, 4), beta: short(settings.beta), rest: short(1 - settings.beta), delta_km: short(settings.delta_km) }) : sentences.no_distance);
    const lines = data.subject.filter(line => known(line.texts[pair])).flatMap(line => {
      const value = text(line.texts[pair]);
      return [element("dt", {}, filled(line.term, { name: regions.name[pairs[line.end]?.[pair]] })),
        element("dd", {}, value.length > 300 ? element("details", {}, element("summary", {}, say("explain.show", { count: value.split("; ").length })), value) : value)];
    });
    box.querySelector(".subject").replaceChildren(...lines);
    return box;
  }
  function choosePair(pair) {
    chosenPair = pair;
    const first = pair ?? computed[activeRanking]?.order[0];
    if (known(first)) document.getElementById("why-text").replaceChildren(explanation(activeRanking, first, "h3"));
  }

  // Map: links of the active ranking, zoom, the chosen region.
  const map = document.getElementById("map-drawing");
  function curve(start, end) {
    const [[x, y], [u, v]] = start[0] <= end[0] ? [start, end] : [end, start];
    return `M${x} ${y}Q${round1((x + u) / 2 + (v - y) * BEND)} ${round1((y + v) / 2 - (u - x) * BEND)} ${u} ${v}`;
  }
  function drawLinks() {
    if (!map || !regions.place) return;
    const { scores, ranks, order } = computed[activeRanking], standing = rankings[activeRanking];
    const near = pair => chosenRegion === null || regions.code[pairs.source[pair]] === chosenRegion || regions.code[pairs.target[pair]] === chosenRegion;
    const shown = order.filter(near).slice(0, LINKS);
    if (known(chosenPair) && scores[chosenPair] !== null && !shown.includes(chosenPair)) shown.push(chosenPair);
    const largest = order.length ? scores[order[0]].score : 0;
    document.getElementById("map-links").replaceChildren(...shown.map(pair => {
      const title = say("map.link", { source: regions.name[pairs.source[pair]], target: regions.name[pairs.target[pair]], rank: ranks[pair].rank, range: inRange(standing.rank_low[pair], standing.rank_high[pair]), score: number(scores[pair].score, 2) });
      const isPale = !isPublished() || !known(standing.confidence[pair]) || standing.confidence[pair] === 0;
      const width = largest > 0 ? 1 + 4 * (scores[pair].score / largest) ** 2 : 1;
      return shape("path", { class: `link${isPale ? " pale" : ""}${pair === chosenPair ? " chosen" : ""}`, d: curve(regions.place[pairs.source[pair]], regions.place[pairs.target[pair]]), "stroke-width": width.toFixed(2), "data-pair": pair }, shape("title", {}, title));
    }));
  }
  map?.addEventListener("click", event => {
    const pair = event.target.closest("[data-pair]")?.dataset.pair;
    if (known(pair)) { openPair(Number(pair)); return; }
    const region = event.target.closest("[data-region]")?.dataset.region;
    chooseRegion(known(region) && region !== chosenRegion ? region : null);
  });
  function openPair(pair) {
    const state = tables.get(activeRanking);
    if (!state) return;
    state.rows = Math.max(state.rows, visiblePairs(activeRanking).indexOf(pair) + 1);
    if (state.open !== pair) toggle(activeRanking, pair);
  }
  // Circles and letters keep their size on the screen; on a narrow one names grow back too, and those that would cover others give way.
  function fitMap() {
    if (!map) return;
    const zoom = map.classList.contains("zoomed") ? Number(map.dataset.zoom) : 1;
    const drawn = map.clientWidth / Number(map.dataset.whole.split(" ")[2]) || 1;
    const larger = drawn < 0.75 ? 0.9 / drawn : 1, circle = Math.min(larger, 1.9);
    for (const hub of map.querySelectorAll(".hub")) hub.setAttribute("r", Number(hub.dataset.r) * circle / zoom);
    for (const letter of map.querySelectorAll(".letters text")) letter.style.fontSize = `${8 * circle / zoom}px`;
    const taken = [];
    for (const label of map.querySelectorAll(`.labels.${zoom > 1 ? "view-dense" : "view-whole"} text`)) {
      label.style.fontSize = `${12 * larger / zoom}px`;
      label.style.display = "";
      const box = label.getBBox(), view = map.viewBox.baseVal;
      const isCut = box.x < view.x || box.x + box.width > view.x + view.width;
      const covers = larger > 1 && (isCut || taken.some(one => box.x < one.x + one.width && one.x < box.x + box.width && box.y < one.y + one.height && one.y < box.y + box.height));
      label.style.display = covers ? "none" : "";
      if (!covers) taken.push(box);
    }
  }
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => {
    const isDense = button.dataset.view === "dense";
    map.setAttribute("viewBox", isDense ? map.dataset.dense : map.dataset.whole);
    map.classList.toggle("zoomed", isDense);
    for (const other of document.querySelectorAll("[data-view]")) other.setAttribute("aria-pressed", String(other === button));
    fitMap();
  });
  window.addEventListener("resize", fitMap);
  fitMap();

  // Ring: layers on and off, the chosen region's ties.
  const ring = document.getElementById("ring");
  const layerButtons = [...document.querySelectorAll("button[data-layer]")];
  const isCrowded = ring.classList.contains("crowded");
  const layerOf = name => [...ring.querySelectorAll("g.layer")].find(group => group.dataset.layer === name);
  const showLayer = button => layerOf(button.dataset.layer).toggleAttribute("hidden", button.getAttribute("aria-pressed") !== "true");
  for (const button of layerButtons) button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    showLayer(button);
  });
  layerButtons.forEach(showLayer);
  const nodeAt = new Map([...ring.querySelectorAll(".node")].map(node => [node.dataset.region, [Number(node.dataset.x), Number(node.dataset.y)]]));
  function drawTies() {
    const box = ring.viewBox.baseVal, middle = [box.width / 2, box.height / 2], chosen = regions.code.indexOf(chosenRegion);
    [...ring.querySelectorAll("g.layer")].reverse().forEach((group, place) => {
      const pull = 0.12 + 0.13 * place;
      const weights = data.ties[group.dataset.layer] ?? [];
      const ties = pairs.source.map((source, pair) => [source, pairs.target[pair], weights[pair]]).filter(([source, target, weight]) => weight > 0 && (source === chosen || target === chosen));
      group.replaceChildren(...ties.map(([source, target, weight]) => {
        const [x, y] = nodeAt.get(regions.code[source]), [u, v] = nodeAt.get(regions.code[target]);
        const bent = [middle[0] + ((x + u) / 2 - middle[0]) * pull, middle[1] + ((y + v) / 2 - middle[1]) * pull].map(round1);
        return shape("path", { class: `tie near ${group.dataset.style}`, d: `M${x} ${y}Q${bent[0]} ${bent[1]} ${u} ${v}`, "stroke-width": (0.5 + 3 * weight / 1000).toFixed(2), "stroke-dasharray": group.dataset.dash || "none" });
      }));
    });
  }
  function chooseRegion(region) {
    chosenRegion = region;
    for (const one of document.querySelectorAll(".hub, .node, #hubs tr[data-region]")) {
      one.classList.toggle("chosen", one.dataset.region === region);
    }
    if (isCrowded) drawTies(); else {
      ring.classList.toggle("focused", region !== null);
      for (const tie of ring.querySelectorAll(".tie")) tie.classList.toggle("near", tie.dataset.source === region || tie.dataset.target === region);
    }
    drawLinks();
    const status = document.getElementById("map-status");
    const node = region === null ? null : ring.querySelector(`.node[data-region="${CSS.escape(region)}"]`);
    if (status) status.textContent = node ? node.getAttribute("aria-label") : "";
  }
  ring.addEventListener("click", event => {
    const region = event.target.closest(".node")?.dataset.region;
    chooseRegion(known(region) && region !== chosenRegion ? region : null);
  });
  document.addEventListener("keydown", event => {
    const marked = event.target.closest?.(".hub, .node");
    if (marked && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); chooseRegion(marked.dataset.region === chosenRegion ? null : marked.dataset.region); }
    if (event.key === "Escape") chooseRegion(null);
  });

  // Sliders.
  const sliders = [...document.querySelectorAll(".slider input")];
  function changed() {
    for (const slider of sliders) {
      settings[slider.dataset.key] = Number(slider.value);
      slider.nextElementSibling.textContent = number(Number(slider.value), slider.dataset.key === "delta_km" ? 0 : 2);
    }
    compute();
    for (const ranking of tables.keys()) fill(ranking);
    choosePair(chosenPair);
    drawLinks();
    const first = computed[activeRanking].order[0];
    document.getElementById("weights-status").textContent = isPublished() || !known(first) ? words["sliders.published"] : say("sliders.changed", { first: pairName(first) });
  }
  for (const slider of sliders) slider.addEventListener("input", changed);
  document.getElementById("reset").addEventListener("click", () => {
    for (const slider of sliders) slider.value = published[slider.dataset.key];
    changed();
  });

  // Links to a profile open it; on paper everything is open.
  const openTarget = () => { const target = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (target?.matches("details")) target.open = true; };
  window.addEventListener("hashchange", openTarget);
  openTarget();
  for (const link of document.querySelectorAll('a[href^="#region-"]')) link.addEventListener("click", () => { document.getElementById(decodeURIComponent(link.hash.slice(1))).open = true; });
  window.addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details")) one.open = true; });

  // Other tables: headers sort by the text or number of their column.
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], original = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (!head.textContent.trim()) return;
      const button = element("button", { type: "button", class: "sorter" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const isDown = head.getAttribute("aria-sort") === "ascending";
        const value = row => { const text = row.cells[place].textContent.trim(); const digits = text.replaceAll(data.group, "").replace(data.decimal, ".").replace(/[^0-9.\-]/g, ""); return /^[=<\s−-]*\d/.test(text) ? Number.parseFloat(digits) : text; };
        const rows = [...original].sort((a, b) => { const [one, other] = [value(a), value(b)]; const order = typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), data.language); return isDown ? -order : order; });
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        body.replaceChildren(...rows);
      });
    });
  }
})();
