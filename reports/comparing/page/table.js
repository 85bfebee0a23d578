// The table that stands in the page already: its rows are moved and their figures replaced.

const ROWS = new Map([...document.querySelectorAll("tr[data-project]")].map((row) => {
  const place = (name) => row.querySelector(name);
  return [Number(row.dataset.project), {
    row, place: place(".place"), total: place(".total"), share: place(".share"),
    moved: place(".rank .moved"), gained: place(".score .moved"), span: place(".span"),
    twins: place(".twins"), outside: place(".outside"), band: place(".interval .band"), at: place(".interval .at"),
  }];
}));

const SORTS = new Map([
  ["rank", (one) => view.ranks[one]],
  ["name", (one) => DATA.projects[one].name],
  ["score", (one) => view.scores[one]],
  ["interval", (one) => (view.ranges ? view.ranges.low[one] : view.ranks[one])],
  ["unknown", (one) => view.unknowns[one]],
  ["stars", (one) => DATA.projects[one].star_letter],
  ...DATA.criteria.map((criterion, place) =>
    [`c-${criterion.id}`, (one) => DATA.projects[one].cells[place].value]),
]);
// The first click shows what a reader looks for first: the best, the most, the least known.
const DOWN_FIRST = (key) => key === "score" || key === "unknown" || key.startsWith("c-");
const COLLATOR = new Intl.Collator("zh-CN", { numeric: true });

function compared(one, other) {
  if (one === null || other === null) return (one === null) - (other === null);
  return typeof one === "string" ? COLLATOR.compare(one, other) : one - other;
}

/** Project indices in the order of the view; what is not known comes last either way. */
function ordered() {
  const key = SORTS.get(view.sort.key);
  const indices = DATA.projects.map((_, index) => index);
  return indices.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    const way = view.sort.down && one !== null && other !== null ? -1 : 1;
    return way * compared(one, other) || compared(view.ranks[a], view.ranks[b]) || a - b;
  });
}

const filtered = (index) => {
  const { name, applicant } = DATA.projects[index];
  return `${name}\n${applicant || ""}`.toLowerCase().includes(view.query.toLowerCase());
};

const APART = found("apart-why").textContent;

function showRows() {
  const order = ordered().filter(filtered);
  view.order = order;
  const ranked = order.filter((one) => view.ranks[one] !== null);
  const apart = order.filter((one) => view.ranks[one] === null);
  arrange(found("ranked"), ranked, 0);
  arrange(found("apart"), apart, 1);
  found("apart").hidden = apart.length === 0;
  put(found("apart-why"), noWeight() ? "所有的权重都是 0：没有分数，不排名次" : APART);
  found("none").hidden = order.length > 0;
}

/** Only rows that are not in their place are moved: the browser lays out no more than that. */
function arrange(body, order, from) {
  const wanted = new Set(order.map((one) => ROWS.get(one).row));
  for (const row of [...body.children].slice(from)) if (!wanted.has(row)) row.remove();
  let there = body.children[from] || null;
  for (const one of order) {
    const { row } = ROWS.get(one);
    if (there === row) there = row.nextElementSibling;
    else body.insertBefore(row, there);
  }
}

function showFigures() {
  for (const [index, row] of ROWS) {
    const rank = view.ranks[index];
    put(row.place, rank === null ? "—" : String(rank));
    put(row.total, scoreWords(view.scores[index]));
    row.total.value = view.scores[index] ?? "";
    put(row.share, percent(view.unknowns[index]));
    row.row.classList.toggle("apart", rank === null);
    showMoved(index, row);
  }
}

/** The last run was scored with the weights the page was shipped with: else nothing is said. */
function showMoved(index, row) {
  const { previous_rank: rank, previous_score: score } = DATA.projects[index];
  const told = asShipped();
  put(row.moved, told ? movedWords(rank, view.ranks[index]) : "");
  put(row.gained, told ? gainedWords(score, view.scores[index]) : "");
}

function movedWords(before, now) {
  if (before === null || now === null) return "";
  const by = before - now;
  return by === 0 ? "＝" : `${by > 0 ? "↑ 升" : "↓ 降"} ${Math.abs(by)}`;
}

function gainedWords(before, now) {
  if (before === null || now === null) return "";
  const by = now - before;
  return Math.abs(by) < 0.005 ? "＝" : `${by > 0 ? "↑ +" : "↓ −"}${Math.abs(by).toFixed(2)}`;
}

function showRanges() {
  const many = view.scores.filter((score) => score !== null).length;
  const above = view.sort.key === "rank" && !view.sort.down ? neighbours(view.order) : new Set();
  for (const [index, row] of ROWS) {
    const rank = view.ranks[index];
    const [low, high] = view.ranges && rank !== null
      ? [view.ranges.low[index], view.ranges.high[index]] : [null, null];
    put(row.span, rank === null ? "—" : low === null ? "正在算…" : low === high ? `${low}` : `${low}–${high}`);
    const [from, wide] = low === null ? [0, 0] : [(low - 1) / many, (high - low + 1) / many];
    lay(row.band, "x", 100 * from);
    lay(row.band, "width", 100 * wide);
    lay(row.at, "x", rank === null ? -9 : 100 * (rank - 0.5) / many - 0.8);
    const twins = rank !== null && view.ranges ? view.ranges.twins[index].length : 0;
    put(row.twins, twins ? `≈ ${twins} 个` : "");
    put(row.outside, outside(index) ? "名次在区间外" : "");
    row.row.classList.toggle("close", above.has(index));
  }
}

/** Whether the rank lies outside its own interval. */
function outside(index) {
  if (!view.ranges || view.ranks[index] === null) return false;
  return view.ranks[index] < view.ranges.low[index] || view.ranks[index] > view.ranges.high[index];
}

/** Those that cannot be told from the row above them. */
function neighbours(order) {
  const ranked = order.filter((one) => view.ranks[one] !== null);
  return new Set(ranked.filter((one, at) => at > 0 && view.ranges
    && view.ranges.twins[one].some(([other]) => other === ranked[at - 1])));
}

function showSorting() {
  for (const head of document.querySelectorAll("[data-sort]")) {
    const here = head.dataset.sort === view.sort.key;
    const cell = head.closest("th");
    if (here) cell.setAttribute("aria-sort", view.sort.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
    put(head.querySelector(".arrow"), here ? (view.sort.down ? " ↓" : " ↑") : "");
  }
}
