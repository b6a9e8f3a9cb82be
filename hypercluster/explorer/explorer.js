
// The panel of the explorer: sends what was changed, follows the progress, loads the page again once there are new results.
(() => {
  const form = document.getElementById("panel-form");
  const words = JSON.parse(form.dataset.words), own = Number(form.dataset.number);
  const at = name => document.getElementById(`panel-${name}`);
  const fields = [...form.querySelectorAll("[data-path]")];
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const wait = milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); });
  const POLL = 400, REPORTED = "hypercluster-explorer";
  let isRunning = false, isMine = false, news = "", round = 0;

  const text = field => field.type === "checkbox" ? String(field.checked) : field.value;
  const inForce = new Map(fields.map(field => [field, text(field)]));
  const isNumber = field => ["whole", "number", "weight"].includes(field.dataset.kind);
  const isSame = (field, one, other) => isNumber(field) && one !== "" && other !== "" ? Number(one) === Number(other) : one === other;
  const hasChanged = field => !isSame(field, text(field), inForce.get(field));
  function put(field, value) {
    if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value;
  }
  // What is no number is sent as it is, so that the refusal names it.
  function valueOf(field) {
    if (field.type === "checkbox") return field.checked;
    return isNumber(field) && field.value.trim() !== "" && Number.isFinite(Number(field.value)) ? Number(field.value) : field.value;
  }
  function asked() {
    const found = {};
    for (const field of fields) {
      const path = JSON.parse(field.dataset.path), value = valueOf(field);
      if (field.dataset.kind === "weight" && value === 1) continue;
      path.slice(0, -1).reduce((section, key) => section[key] ??= {}, found)[path.at(-1)] = value;
    }
    const { scheme, ...settings } = found;
    return { scheme, settings };
  }

  function show() {
    const changes = [];
    for (const field of fields) {
      const changed = hasChanged(field);
      field.closest(".panel-field").classList.toggle("changed", changed);
      if (changed) changes.push(`${field.dataset.name} ${inForce.get(field)} → ${text(field) || "?"}`);
    }
    if (!isRunning) at("status").textContent = [news, changes.length ? say("changed", { changes: changes.join("; ") }) : ""].filter(Boolean).join(" ");
  }
  function problem(message) {
    const named = new Set([...message.matchAll(/^\s*- ([^:\s]+):/gm)].map(found => found[1]));
    for (const field of fields) {
      const isWrong = named.has(field.dataset.name);
      if (isWrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      if (isWrong && at("rest").contains(field)) at("rest").open = true;
    }
    at("problem").textContent = message;
    fields.find(field => named.has(field.dataset.name))?.focus();
  }
  function running(isOn) {
    const had = document.activeElement;
    isRunning = isOn;
    at("cancel").hidden = at("running").hidden = !isOn;
    at("recompute").setAttribute("aria-disabled", String(isOn));
    for (const group of form.querySelectorAll("fieldset")) group.disabled = isOn;
    // A field that is switched off, or a button that goes, would drop the keyboard at the top of the page.
    if (isOn && had.closest("fieldset")) at("cancel").focus();
    if (!isOn && had === at("cancel")) at("recompute").focus();
  }

  // The address of this page ends with a slash and holds the secret; requests are relative to it.
  async function send(name, body) {
    try {
      const answer = await fetch(name, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      return { isFine: answer.ok, ...await answer.json() };
    } catch {
      return { isGone: true };
    }
  }
  function gone() {
    running(false);
    at("status").textContent = "";
    at("problem").textContent = words.gone;
  }
  function again(reason) {
    sessionStorage.setItem(REPORTED, reason);
    sessionStorage.setItem(`${REPORTED}-open`, JSON.stringify([at("rest").open, at("repeat").open]));
    history.scrollRestoration = "manual";
    location.reload();
  }
  // The loop that began last goes on; an earlier one may have asked before the run began.
  async function follow() {
    round += 1;
    for (const begun = round;;) {
      const now = await send("progress");
      if (begun !== round) return undefined;
      if (now.isGone || !now.isFine) return gone();
      if (now.number !== own) return again(isMine ? "finished" : "other");
      if (now.state === "idle") {
        if (isMine) news = words[now.outcome];
        running(false);
        show();
        if (isMine && now.outcome === "failed") problem(now.message);
        isMine = false;
        return undefined;
      }
      running(true);
      if (now.of) Object.assign(at("bar"), { max: now.of, value: now.done });
      else at("bar").removeAttribute("value");
      at("count").textContent = now.of ? say("count", now) : words.one;
      const text = words[now.state];
      if (at("status").textContent !== text) at("status").textContent = text;
      await wait(POLL);
    }
  }

  form.addEventListener("input", () => { news = ""; show(); });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (isRunning) return undefined;
    problem(news = "");
    const answer = await send("recompute", asked());
    if (answer.isGone) return gone();
    if (!answer.isFine) return problem(answer.message);
    isMine = true;
    return follow();
  });
  at("cancel").addEventListener("click", async () => {
    if ((await send("cancel", {})).isGone) gone();
  });
  at("revert").addEventListener("click", () => { for (const field of fields) put(field, inForce.get(field)); problem(""); show(); });
  at("defaults").addEventListener("click", () => { for (const field of fields) put(field, field.dataset.default); problem(""); show(); });

  // The sliders of the page try weights without ranges; what they are set to is what the next run would take.
  const weights = document.getElementById("weights");
  function fromSliders() {
    for (const slider of weights.querySelectorAll("input[data-key]")) {
      const field = at(`linkages-${slider.dataset.key}`);
      put(field, slider.value === slider.defaultValue ? inForce.get(field) : slider.value);
    }
    show();
  }
  weights.addEventListener("input", fromSliders);
  document.getElementById("reset").addEventListener("click", () => setTimeout(fromSliders));

  for (const button of document.querySelectorAll("#panel [data-copy]")) button.addEventListener("click", async () => {
    const shown = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(shown.textContent);
      news = words.copied;
    } catch {
      getSelection().selectAllChildren(shown);
      news = words.not_copied;
    }
    show();
  });

  // After new results: say so where the reader is, with what was open still open.
  const reason = sessionStorage.getItem(REPORTED);
  if (reason) {
    sessionStorage.removeItem(REPORTED);
    [at("rest").open, at("repeat").open] = JSON.parse(sessionStorage.getItem(`${REPORTED}-open`) ?? "[false,false]");
    window.addEventListener("load", () => {
      scrollTo(0, 0);
      history.scrollRestoration = "auto";
      at("force").focus({ preventScroll: true });
      news = words[reason];
      show();
    });
  }
  show();
  follow();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) follow(); });
})();
