// Points, scores and ranks: the same formulas as scoring/comparison/indicators.toml, in the same
// order of addition, so that the figures are Python's to the last digit that is shown.

const round6 = (number) => Math.round(number * 1e6) / 1e6;
const round9 = (number) => Math.round(number * 1e9) / 1e9;

function pointsOf(value, criterion) {
  if (value === null) return null;
  const capped = Math.min(Math.max(value, 0), criterion.cap);
  const share = Math.log1p(capped) / Math.log1p(criterion.cap);
  return criterion.floor + (1 - criterion.floor) * share;
}

const POINTS = DATA.projects.map((project) =>
  project.cells.map((cell, place) => pointsOf(cell.value, DATA.criteria[place])));

/** The share of the weight that is unknown, and the geometric mean of what is known (or null). */
function scoreOf(points, weights) {
  let known = 0, missing = 0, sum = 0;
  for (let place = 0; place < weights.length; place += 1) {
    if (points[place] === null) missing += weights[place];
    else {
      known += weights[place];
      sum += weights[place] * Math.log(points[place]);
    }
  }
  if (known + missing === 0) return { score: null, unknown: 0 };
  const unknown = round9(missing / (known + missing));
  const stands = known > 0 && unknown <= DATA.most_unknown;
  return { score: stands ? round6(100 * Math.exp(sum / known)) : null, unknown };
}

/** Place of each score from the best; equal scores share a place, what has none gets null. */
function ranksOf(scores) {
  const order = scores.map((_, index) => index).filter((index) => scores[index] !== null);
  order.sort((a, b) => scores[b] - scores[a]);
  const ranks = new Array(scores.length).fill(null);
  order.forEach((index, at) => {
    const before = order[at - 1];
    ranks[index] = at > 0 && scores[before] === scores[index] ? ranks[before] : at + 1;
  });
  return ranks;
}

/** By how much accounts alone could move a score with these weights. */
function byPeople(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let moved = 0;
  DATA.criteria.forEach((one, place) => {
    if (one.people) moved -= weights[place] * Math.log(one.floor);
  });
  return total > 0 ? Math.exp(moved / (total * (1 - DATA.most_unknown))) : 1;
}
