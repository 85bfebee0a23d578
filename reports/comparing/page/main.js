// What the reviewer does, and what follows from it.

const view = { weights: [...SHIPPED], sort: { key: "rank", down: false }, query: "", open: null, ranges: null };

/** Everything that hangs on the weights, except what may take its time. */
function rerank() {
  const start = performance.now();
  const results = POINTS.map((points) => scoreOf(points, view.weights));
  view.scores = results.map((one) => one.score);
  view.unknowns = results.map((one) => one.unknown);
  view.ranks = ranksOf(view.scores);
  view.ranges = shippedRanges() || countedRanges();
  showFigures();
  showRows();
  showRanges();
  showWeights();
  performance.measure("rerank", { start });
  afterwards();
}

/** What the page was shipped with holds for the weights it was shipped with. */
function shippedRanges() {
  if (!asShipped()) return null;
  const ranges = { low: [], high: [], twins: DATA.projects.map(() => []) };
  DATA.projects.forEach((one) => { ranges.low.push(one.low); ranges.high.push(one.high); });
  for (const [ahead, behind, share] of DATA.twins) {
    ranges.twins[ahead].push([behind, share]);
    ranges.twins[behind].push([ahead, share]);
  }
  return ranges;
}

/** Ranges once counted hold until the weights change again. */
const countedRanges = () =>
  (view.counted && same(view.counted.weights, view.weights) ? view.counted.ranges : null);

let saying = 0;

function afterwards() {
  clearTimeout(saying);
  saying = setTimeout(() => { writeAddress(view); put(found("status"), statusWords()); settle(); }, 250);
  // By the end a slider may have moved on.
  const weights = [...view.weights];
  if (view.ranges) nothingLeft();
  else idly(intervals(weights, [...view.scores]), (ranges) => {
    view.counted = { weights, ranges };
    view.ranges = ranges;
    if (view.sort.key === "interval") showRows();
    showRanges();
    settle();
  });
}

/** The minutes follow once the reviewer has stopped: at once where they are in sight, else later. */
let near = false, behind = true, first = true;

function settle() {
  behind = true;
  if (near || first) catchUp();
  first = false;
}

function catchUp() {
  if (!behind || found("minutes-body").contains(document.activeElement)) return;
  showMinutes();
  behind = false;
}

function statusWords() {
  const first = byRank().filter((one) => view.ranks[one] !== null).slice(0, 3);
  const apart = view.ranks.filter((rank) => rank === null).length;
  const told = first.map((one) => `第 ${view.ranks[one]} 名 ${short(DATA.projects[one].name)}（${scoreWords(view.scores[one])}）`);
  const changed = asShipped() ? "" : "权重已改，不与上次计算相比。";
  return `${changed}${told.join("，") || "没有可以排名次的项目"}；不可比 ${apart} 个${view.query ? `；筛选出 ${view.order.length} 个` : ""}。`;
}

let frame = 0;

/** One ranking a frame, however fast the slider is drawn. */
function soon() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(rerank);
}

function weigh(input) {
  const amount = Number(input.value);
  if (input.value === "" || !Number.isFinite(amount) || amount < 0) return;
  view.weights[Number(input.dataset.weight)] = Math.min(amount, 1000) / SCALE;
  soon();
}

function open(project, place) {
  view.open = { project, place };
  showEvidence(view.open);
  writeAddress(view);
}

function sortBy(key) {
  view.sort = { key, down: view.sort.key === key ? !view.sort.down : DOWN_FIRST(key) };
  showAll();
}

function showAll() {
  showSorting();
  rerank();
}

/** The address holds the view: a jump within the page leaves it as it is. */
function jump(id) {
  const head = document.querySelector(`#${id} h2`);
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  found(id).scrollIntoView();
}

function copied(text, button) {
  const area = made("textarea", { class: "aloud", "aria-hidden": "true" });
  const home = button.closest("dialog") || document.body;
  area.value = text;
  home.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  button.focus();
  const words = button.textContent;
  put(button, done ? "已复制" : "复制不了，请手工复制");
  setTimeout(() => put(button, words), 1500);
}

function take(hash) {
  const said = readAddress(hash);
  Object.assign(view, { weights: said.weights, sort: said.sort, query: said.query, open: said.open });
  found("filter").value = view.query;
  found("foreign").hidden = !said.other;
  showAll();
  if (view.open) showEvidence(view.open);
  else if (found("drawer").open) found("drawer").close();
}

document.documentElement.classList.add("live");
document.addEventListener("input", ({ target }) => {
  if (target.dataset.weight !== undefined) weigh(target);
  if (target.id === "filter") { view.query = target.value; soon(); }
  if (target.id === "preset" && PRESETS[Number(target.value)]) {
    view.weights = [...PRESETS[Number(target.value)].weights];
    rerank();
  }
});
// What was typed and is no weight does not stay beside those in force.
document.addEventListener("change", ({ target }) => { if (target.type === "number") showWeights(); });
document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest(".toc a");
  if (link) { event.preventDefault(); jump(link.getAttribute("href").slice(1)); }
  const opener = target.closest("[data-open]"), sorter = target.closest("[data-sort]");
  if (opener) open(Number(opener.closest("tr").dataset.project), Number(opener.dataset.open));
  if (sorter) sortBy(sorter.dataset.sort);
});
found("reset").addEventListener("click", () => { view.weights = [...SHIPPED]; rerank(); });
found("share").addEventListener("click", ({ target }) => { writeAddress(view); copied(location.href, target); });
found("print").addEventListener("click", () => window.print());
found("close").addEventListener("click", () => found("drawer").close());
found("drawer").addEventListener("click", ({ target }) => { if (target === found("drawer")) found("drawer").close(); });
found("drawer").addEventListener("close", () => { view.open = null; writeAddress(view); });
window.addEventListener("beforeprint", showMinutes);
found("inherit").addEventListener("click", () => { earlier()?.forEach((text, name) => keep(name, text)); showMinutes(); });
window.addEventListener("storage", heard);
found("minutes").addEventListener("focusout", () => setTimeout(catchUp, 0));
new IntersectionObserver((seen) => {
  near = seen[seen.length - 1].isIntersecting;
  if (near) catchUp();
}, { rootMargin: "600px" }).observe(found("minutes"));
window.addEventListener("hashchange", () => {
  const sections = [...document.querySelectorAll("main > section")].map((one) => `#${one.id}`);
  if (!sections.includes(location.hash)) take(location.hash);
});
take(location.hash);
