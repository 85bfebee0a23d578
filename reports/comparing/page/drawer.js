// The evidence behind a figure. A dialog of the browser: Esc closes it, focus goes back by itself.

function showEvidence(open) {
  const project = DATA.projects[open.project];
  const head = open.place < 0 ? project.name : `${DATA.criteria[open.place].title} · ${project.name}`;
  put(found("drawer-title"), head);
  const body = open.place < 0 ? ofProject(open.project) : ofFigure(open.project, open.place);
  found("drawer-body").replaceChildren(...body.filter((one) => one !== null));
  if (!found("drawer").open) found("drawer").showModal();
  found("drawer").scrollTop = 0;
}

function stateWords(cell) {
  const marks = { complete: "● 完整", partial: "◐ 部分", not_observable: "○ 不可观测", not_asked: "· 未请求" };
  const shown = marks[cell.state] || cell.state;
  return cell.reason ? `${shown}：${cell.reason}` : shown;
}

const placeWords = (share) => (share === undefined
  ? null : `在已知的项目中由低到高排在 ${Math.round(share * 100)} % 处`);

function pointWords(index, place) {
  const points = POINTS[index][place];
  return points === null ? "没有得分：数值未知" : `${points.toFixed(4)}，权重 ${partWords(view.weights)[place]}`;
}

function ofFigure(index, place) {
  const criterion = DATA.criteria[place];
  const cell = DATA.projects[index].cells[place];
  return [
    made("p", { class: "figure-line" }, made("span", { class: "number" }, cell.shown),
      cell.value === null ? "" : ` ${criterion.unit}`),
    facts([
      ["完整性", stateWords(cell)], ["说明", cell.text || null], ["统计期", cell.window || null],
      ["记录数", cell.n === undefined ? null : String(cell.n)],
      ["得分", pointWords(index, place)], ["百分位", placeWords(cell.percentile)],
      ["证据编号", cell.evidence || "没有测量"], ["指标", criterion.metric],
    ]),
    recheck(cell), reportLink(index, cell.evidence),
    made("h3", {}, "定义"), made("p", { class: "whole" }, criterion.definition),
    partsOf(cell), seenOf(cell), answersOf(cell),
    made("details", {}, made("summary", {}, "算出它的 SQL"), made("pre", { tabindex: 0 }, criterion.sql),
      made("p", { class: "mono sha" }, `SHA-256 ${criterion.sql_sha256}`)),
  ];
}

function recheck(cell) {
  if (!cell.command) return null;
  const button = made("button", { type: "button" }, "复制");
  button.addEventListener("click", () => copied(cell.command, button));
  return made("div", { class: "command" }, made("span", { class: "sub" }, "重新核对"),
    made("code", {}, cell.command), button);
}

function reportLink(index, evidence) {
  const { report } = DATA.projects[index];
  if (!report) return null;
  const anchor = evidence ? `#${encodeURIComponent(evidence)}` : "";
  const href = `${report.replace(/\/?$/, "/")}${encodeURIComponent("证据表.html")}${anchor}`;
  return made("p", {}, made("a", { href }, evidence ? `在项目的证据表里看 ${evidence}` : "打开项目的证据表"));
}

function partsOf(cell) {
  if (!cell.parts && !cell.more_parts) return null;
  const rows = (cell.parts || []).map(([evidence, title, shown, state]) => [title, shown, state, evidence]);
  return made("div", {}, made("h3", {}, "各部分"),
    rows.length ? table("这个数字的各部分", ["部分", "数值", "完整性", "证据"], rows) : null,
    cell.more_parts ? made("p", { class: "sub" }, `另有 ${cell.more_parts} 个部分没有放进本页，见项目的证据表。`) : null);
}

/** Rows that were looked at; which of them counted is for the SQL to say. */
function seenOf(cell) {
  if (!cell.seen) return null;
  return made("div", {}, made("h3", {}, "看过的记录"),
    made("p", { class: "sub" }, "统计期内最近的几条；其中哪些计入，由定义与 SQL 决定。"),
    ...cell.seen.map(([title, rows, lines]) => made("div", {},
      made("p", {}, `${title}：${rows.toLocaleString("en")} 条`),
      lines.length ? table(`${title}里最近的几条`, ["记录", "仓库", "时间（北京）"], lines, "seen") : null)));
}

function answersOf(cell) {
  const shown = (cell.sources || []).map((at) => DATA.sources[at]);
  const left = (cell.answers || 0) - shown.length;
  return made("div", {}, made("h3", {}, `来源：${cell.answers || 0} 个原始回答`),
    ...shown.map(answer),
    left > 0 ? made("p", { class: "sub" }, `另有 ${left} 个没有放进本页，见项目的证据表与证据包。`) : null,
    cell.digest ? made("p", { class: "mono sha" }, `全部回答的散列 ${cell.digest}`) : null);
}

function answer([url, link, status, at, sha, warc]) {
  const address = link ? made("a", { href: url, rel: "noreferrer noopener" }, url) : (url || "没有网址");
  return made("div", { class: "answer" }, made("p", { class: "mono" }, address),
    made("p", { class: "sub" }, `${at}（北京时间） · HTTP ${status === null ? "未知" : status}${warc ? ` · ${warc}` : ""}`),
    made("p", { class: "mono sha" }, `SHA-256 ${sha || "未知"}`));
}

function ofProject(index) {
  const project = DATA.projects[index];
  const parts = partWords(view.weights);
  const rows = DATA.criteria.map((criterion, place) => {
    const points = POINTS[index][place];
    return [criterion.title, project.cells[place].shown, points === null ? "—" : points.toFixed(4), parts[place]];
  });
  return [
    made("p", { class: "figure-line" }, made("span", { class: "number" }, scoreWords(view.scores[index])),
      view.ranks[index] === null ? "" : ` 第 ${view.ranks[index]} 名`),
    facts([
      ["申报主体", project.applicant || "未填写"], ["名次区间", rangeWords(index)],
      ["未知占比", percent(view.unknowns[index])],
      ["星标依据", starWords(project)],
      ["上次", previousWords(project)],
    ]),
    reportLink(index, null), made("h3", {}, "分数由什么组成"),
    table("各项数值、得分与权重", ["指标", "数值", "得分", "权重"], rows, "numbers"),
    twinsOf(index), outcomesOf(project),
  ];
}

function starWords({ star_letter: letter, star_reason: reason, star_evidence: evidence }) {
  if (!letter) return "未知";
  return `${letter}${reason ? `：${reason}` : ""}${evidence ? `（${evidence}）` : ""}`;
}

function rangeWords(index) {
  if (view.ranks[index] === null) return noWeight() ? "没有：所有的权重都是 0" : "没有：未知占比太大";
  if (!view.ranges) return "正在算";
  const [low, high] = [view.ranges.low[index], view.ranges.high[index]];
  const why = outside(index) ? `。${found("outside").textContent}` : "";
  return `第 ${low} 至 ${high} 名（${DATA.variants} 种变化，去掉两头各 5 %）${why}`;
}

function previousWords({ previous_rank: rank, previous_score: score }) {
  if (score === null && rank === null) return null;
  return `分数 ${scoreWords(score)}${rank === null ? "" : `，第 ${rank} 名`}`;
}

function twinsOf(index) {
  const twins = view.ranges && view.ranks[index] !== null ? view.ranges.twins[index] : [];
  if (!twins.length) return null;
  const rows = [...twins].sort((a, b) => view.ranks[a[0]] - view.ranks[b[0]])
    .map(([other, share]) => [DATA.projects[other].name, String(view.ranks[other]), percent(share)]);
  return made("div", {}, made("h3", {}, `分不出先后的项目：${twins.length} 个`),
    table("与它分不出先后的项目", ["项目", "名次", "次序不成立的变化"], rows, "numbers"));
}

function outcomesOf({ outcomes }) {
  const told = Object.entries(outcomes).map(([policy, counts]) => made("p", {},
    made("span", { class: "sub line" }, DATA.policies[policy] || policy),
    Object.entries(counts).map(([name, count]) => `${name} ${count} 条`).join("　")));
  return told.length ? made("div", {}, made("h3", {}, "各政策的逐条结论"), ...told) : null;
}
