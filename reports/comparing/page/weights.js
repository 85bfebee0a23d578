// Weights: those shipped, those of presets, those of the reviewer, and what is said about them.

const SHIPPED = DATA.criteria.map((one) => one.weight);
const TOTAL = SHIPPED.reduce((sum, weight) => sum + weight, 0);
const SCALE = TOTAL > 0 ? 100 / TOTAL : 100;
const PRESETS = DATA.presets;

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

const noWeight = () => view.weights.every((weight) => weight === 0);

/** What is wrong with the weights; "": nothing. */
function warningWords() {
  const by = byPeople(view.weights);
  return noWeight() ? "所有的权重都是 0：至少留一个大于 0。"
    : by > DATA.people_most ? `按人数的权重太大：同样的工作拆到许多账号名下就能把分数抬高到 ${by.toFixed(3)} 倍（最多 ${DATA.people_most} 倍）；这样的权重不能写进 config.toml。` : "";
}

function warn() {
  const words = warningWords();
  found("warning").hidden = !words;
  put(found("warning"), words);
}
