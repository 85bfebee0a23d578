// 评审意见底稿: what a reviewer signs.

/** A field and, for paper, its text in full: a printed field would cut it off. */
function field(label, name) {
  const area = made("textarea", { rows: 1, maxlength: 4000, "aria-label": label });
  const paper = made("div", { class: "typed" });
  area.value = paper.textContent = typed.get(name) || "";
  area.addEventListener("input", () => {
    paper.textContent = area.value;
    keep(name, area.value);
  });
  return made("div", { class: "field" }, area, paper);
}

function showMinutes() {
  found("inherit").hidden = earlier() === null;
  found("minutes-body").replaceChildren(
    about(), made("h3", {}, "权重与理由"), weightsTable(),
    made("h3", {}, "排序、名次区间与意见"),
    made("p", { class: "sub" }, "≈：与上一名分不出先后；“≈ 3 个”：与 3 个项目分不出先后。粗条是名次区间，竖线是当前名次。",
      DATA.projects.some((_, index) => outside(index)) ? found("outside").textContent : ""),
    rankingTable(),
    figureTables(), signatures());
}

function about() {
  return made("div", {},
    made("p", { class: "sub screen" }, "与上面的表同一份数据、同一组权重。填写的文字只存在这台电脑的浏览器里，不进链接；换电脑前请先打印。",
      made("span", { id: "kept" })),
    facts([
      ["数据截止", `${DATA.as_of}（${DATA.instant} 之前）`], ["政策", DATA.policy],
      ["权重", weightsWords()], ["注意", warningWords()],
      ["排序依据", `${DATA.projects.length} 个项目；名次区间来自 ${DATA.variants} 种权重与归一化的变化`],
      ["数据散列", made("span", { class: "mono sha" }, DATA.digest)],
    ]),
    made("div", { class: "meeting" }, made("span", { class: "sub" }, "评审批次、会议"),
      field("评审批次、会议", "meeting")));
}

function weightsWords() {
  const preset = PRESETS[presetAt()];
  if (asShipped()) return DATA.weights_origin;
  return preset ? `${preset.title}（${preset.origin}）` : "评审自定，与各方案都不同，理由见下";
}

function weightsTable() {
  const parts = partWords(view.weights), shipped = partWords(SHIPPED);
  const rows = DATA.criteria.map((one, place) => [
    one.title, parts[place], shipped[place], one.metric,
    field(`${one.title}：为什么是这个权重`, `reasons/${one.id}`),
  ]);
  return table("权重与理由", ["指标", "权重", "原权重", "定义", "理由"], rows, "wordy weights-list");
}

function rankingTable() {
  const close = neighbours(byRank());
  const rows = byRank().map((index) => {
    const project = DATA.projects[index];
    const who = made("div", {}, made("b", {}, short(project.name)), project.sample ? "（示例数据）" : "",
      made("span", { class: "sub line" }, short(project.applicant || "申报主体未填写")));
    const rank = view.ranks[index] === null ? "不可比" : String(view.ranks[index]);
    const place = made("span", {}, rank, close.has(index) ? made("span", { class: "twins" }, "≈") : "");
    return [
      place, who, view.scores[index] === null ? "—" : scoreWords(view.scores[index]), rangeCell(index),
      percent(view.unknowns[index]), project.star_letter || "未知",
      field(`对 ${short(project.name)} 的意见`, `remarks/${project.id}`),
    ];
  });
  return table("排序与意见", ["名次", "项目、申报主体", "分数", "名次区间", "未知占比", "星标依据", "意见"], rows, "wordy ranking-list");
}

function rangeCell(index) {
  if (view.ranks[index] === null) return "—";
  if (!view.ranges) return "正在算";
  const many = view.scores.filter((score) => score !== null).length;
  const [low, high] = [view.ranges.low[index], view.ranges.high[index]];
  const twins = view.ranges.twins[index].length;
  return made("div", { class: "interval" },
    drawn("range", "0 0 100 10", [["track", 0, 4.6, 100, 0.8],
      ["band", 100 * (low - 1) / many, 2, 100 * (high - low + 1) / many, 6],
      ["at", 100 * (view.ranks[index] - 0.5) / many - 0.8, 0, 1.6, 10]]),
    `${low === high ? low : `${low}–${high}`}${twins ? `　≈ ${twins} 个` : ""}`,
    made("span", { class: "outside" }, outside(index) ? "名次在区间外" : ""));
}

/** All figures, eight criteria a table so that they fit on A4. */
function figureTables() {
  const marks = { partial: " ◐", not_observable: " ○", not_asked: " ○" };
  const found = [made("h3", {}, "各项数值"), made("p", { class: "sub" }, "◐ 只采到一部分　○ 不知道，不当作零　定义附后。")];
  for (let from = 0; from < DATA.criteria.length; from += 8) {
    const places = DATA.criteria.map((_, place) => place).slice(from, from + 8);
    const rows = byRank().map((index) => [short(DATA.projects[index].name), ...places.map((place) => {
      const cell = DATA.projects[index].cells[place];
      return `${cell.shown}${marks[cell.state] || ""}`;
    })]);
    found.push(table("各项数值", ["项目", ...places.map((place) => DATA.criteria[place].title)], rows, "numbers figures-list"));
  }
  return made("div", { class: "paper" }, found);
}

function signatures() {
  const line = (who) => made("div", { class: "sign" }, made("span", {}, who), made("i"), made("span", {}, "日期"), made("i"));
  return made("div", { class: "signatures" }, made("h3", {}, "签名"),
    ...["评审专家", "评审专家", "评审专家", "评审组长", "监督人员"].map(line));
}

const byRank = () => DATA.projects.map((_, index) => index)
  .sort((a, b) => compared(view.ranks[a], view.ranks[b]) || a - b);
const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
