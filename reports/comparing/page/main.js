// What the reviewer does, and what follows from it.

const SHIPPED = DATA.criteria.map((one) => one.weight);
const TOTAL = SHIPPED.reduce((sum, weight) => sum + weight, 0);
const SCALE = TOTAL > 0 ? 100 / TOTAL : 100;
const PRESETS = DATA.presets;
const view = { weights: [...SHIPPED], sort: { key: "rank", down: false }, query: "", open: null, ranges: null };

const partWords = (weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? percent(weight / total) : "—"));
};
const presetAt = () => PRESETS.findIndex((one) => same(scaled(one.weights), scaled(view.weights)));
/** Weights say the same when their proportions do. */
const scaled = (weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return weights.map((weight) => round9(weight / total));
};

const asShipped = () => same(scaled(view.weights), scaled(SHIPPED));

/** Everything that hangs on the weights, except what may take its time. */
function rerank() {
  const start = performance.now();
  const results = POINTS.map((points) => scoreOf(points, view.weights));
  view.scores = results.map((one) => one.score);
  view.unknowns = results.map((one) => one.unknown);
  view.ranks = ranksOf(view.scores);
  view.ranges = shippedRanges();
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

let saying = 0;

function afterwards() {
  clearTimeout(saying);
  saying = setTimeout(() => { writeAddress(view); put(found("status"), statusWords()); settle(); }, 250);
  if (view.ranges) nothingLeft();
  else idly(intervals([...view.weights], [...view.scores]), (ranges) => {
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

function showWeights() {
  const parts = partWords(view.weights);
  for (const input of document.querySelectorAll("input[data-weight]")) {
    const amount = Number((view.weights[Number(input.dataset.weight)] * SCALE).toFixed(6));
    if (input !== document.activeElement || input.type === "range" || Number(input.value) !== amount) input.value = amount;
    if (input.type === "range") input.setAttribute("aria-valuetext", `${amount}，占 ${parts[Number(input.dataset.weight)]}`);
  }
  document.querySelectorAll(".weight .part").forEach((one, place) => put(one, parts[place]));
  found("preset").value = String(presetAt());
  put(found("origin"), originWords());
  warn();
}

function originWords() {
  const at = presetAt();
  if (at >= 0) return [PRESETS[at].origin, PRESETS[at].reason].filter(Boolean).join("：");
  return asShipped() ? DATA.weights_origin : "评审自定的权重：请在底稿里写明理由。";
}

function warn() {
  const by = byPeople(view.weights);
  const none = view.weights.every((weight) => weight === 0);
  const words = none ? "所有的权重都是 0：至少留一个大于 0。"
    : by > DATA.people_most ? `按人数的权重太大：同样的工作拆到许多账号名下就能把分数抬高到 ${by.toFixed(3)} 倍（最多 ${DATA.people_most} 倍）；这样的权重不能写进 config.toml。` : "";
  found("warning").hidden = !words;
  put(found("warning"), words);
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
found("inherit").addEventListener("click", () => { Object.assign(typed, earlier()); keep(); showMinutes(); });
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
