// The view in the address, after "#": weights, order, filter and the open evidence. What is typed
// for the minutes is not in it: remarks on applicants do not belong in links. An address is foreign
// text: only what names something of this page, within its bounds, is taken.

const LONGEST_QUERY = 100;
const HEAVIEST = 1e6;

function readAddress(hash) {
  const said = new URLSearchParams(hash.slice(1, 20001));
  const open = {
    project: DATA.projects.findIndex((one) => one.id === said.get("p")),
    place: DATA.criteria.findIndex((one) => one.id === said.get("c")),
  };
  return {
    weights: readWeights(said.get("w")),
    sort: readSort(said.get("s")),
    query: (said.get("q") || "").slice(0, LONGEST_QUERY),
    open: open.project < 0 ? null : open,
    other: said.has("d") && said.get("d") !== DATA.digest.slice(0, 12), // another page's link
  };
}

function readWeights(text) {
  const weights = [...SHIPPED];
  for (const pair of (text || "").split(",")) {
    const [id, number] = pair.split(":");
    const place = DATA.criteria.findIndex((one) => one.id === id);
    if (place < 0 || !/^\d{1,7}(\.\d{1,24})?$/.test(number || "")) continue;
    if (Number(number) <= HEAVIEST) weights[place] = Number(number);
  }
  return weights;
}

function readSort(text) {
  const [key, direction] = (text || "").split(".");
  if (!SORTS.has(key)) return { key: "rank", down: false };
  return { key, down: direction === "down" };
}

function writeAddress(view) {
  const said = new URLSearchParams();
  if (!asShipped()) {
    said.set("w", DATA.criteria.map((one, place) => `${one.id}:${plain(view.weights[place])}`).join());
  }
  if (view.sort.key !== "rank" || view.sort.down) {
    said.set("s", view.sort.key + (view.sort.down ? ".down" : ""));
  }
  if (view.query) said.set("q", view.query);
  if (view.open) {
    said.set("p", DATA.projects[view.open.project].id);
    if (view.open.place >= 0) said.set("c", DATA.criteria[view.open.place].id);
  }
  const text = said.toString();
  if (text) said.set("d", DATA.digest.slice(0, 12));
  history.replaceState(null, "", text ? `#${said}` : location.pathname + location.search);
}

/** Without an exponent, which readWeights would refuse. */
function plain(number) {
  const text = String(number);
  return text.includes("e") ? number.toFixed(20) : text;
}

const same = (some, others) => some.every((one, at) => one === others[at]);
