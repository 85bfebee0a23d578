// Rank intervals for any weights: the method of scoring/comparison/intervals.py, number for number.
// Random numbers are counted, not drawn in turn, so that every machine gives the same intervals:
// u(n) = fmix32(seed + (n + 1) * 0x9E3779B9) / 2^32 (fmix32: the finaliser of MurmurHash3).

const TAIL = 0.05, MOST_SWAPS = 0.1;

function uniform(n) {
  let h = (DATA.seed + Math.imul(n + 1, 0x9e3779b9)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const log12 = (number) => Math.round(Math.log(number) * 1e12) / 1e12;
const raised = (share, place) =>
  DATA.criteria[place].floor + (1 - DATA.criteria[place].floor) * share;

/** Logarithms of points under the three normalisations: [way][place][project]. */
function normalised() {
  const logs = [[], [], []];
  DATA.criteria.forEach((criterion, place) => {
    const values = DATA.projects.map((one) => one.cells[place].value);
    const known = values.filter((value) => value !== null).map((value) => Math.max(value, 0));
    known.sort((a, b) => a - b);
    const least = Math.log1p(known[0]), most = Math.log1p(known[known.length - 1]);
    const ways = [
      (value) => pointsOf(value, criterion),
      (value) => raised(placeAmong(Math.max(value, 0), known), place),
      (value) => raised(most > least ? (Math.log1p(Math.max(value, 0)) - least) / (most - least) : 0.5, place),
    ];
    ways.forEach((way, at) => logs[at].push(values.map((value) => (value === null ? null : log12(way(value))))));
  });
  return logs;
}

/** 0 for the least, 1 for the most, ties in the middle of theirs. */
function placeAmong(value, known) {
  if (known.length < 2) return 0.5;
  const lower = known.findIndex((one) => one >= value);
  const after = known.findIndex((one) => one > value);
  const upper = after < 0 ? known.length : after;
  return (lower + upper - 1) / 2 / (known.length - 1);
}

/** Totals of the projects of `held`, one array for each variant. */
function* totals(weights, held) {
  const across = weights.length, count = DATA.projects.length, many = DATA.variants;
  const logs = normalised();
  const found = [];
  for (let v = 0; v < many; v += 1) {
    const sums = new Float64Array(held.length);
    for (let c = 0; c < across; c += 1) {
      if (weights[c] === 0) continue;
      const weight = weights[c] * (0.5 + uniform(v * across + c));
      const column = logs[v % 3][c];
      for (let at = 0; at < held.length; at += 1) {
        const drawn = column[held[at]] === null
          ? log12(raised(uniform(many * across + (v * count + DATA.counted[held[at]]) * across + c), c))
          : column[held[at]];
        sums[at] += weight * drawn;
      }
    }
    found.push(sums);
    if (v % 20 === 19) yield;
  }
  return found;
}

/** Lowest and highest rank of each project and whom it cannot be told from: [other, share]. */
function* intervals(weights, scores) {
  const held = scores.map((_, index) => index).filter((index) => scores[index] !== null);
  held.sort((a, b) => scores[b] - scores[a] || DATA.counted[a] - DATA.counted[b]);
  const rows = yield* totals(weights, held);
  const ranges = { low: [], high: [], twins: scores.map(() => []) };
  const ranks = held.map(() => new Uint16Array(rows.length));
  for (let v = 0; v < rows.length; v += 1) {
    const order = Float64Array.from(rows[v], (total) => -total).sort();
    for (let at = 0; at < held.length; at += 1) ranks[at][v] = 1 + lowerBound(order, -rows[v][at]);
    if (v % 20 === 19) yield;
  }
  const tail = Math.floor(TAIL * rows.length);
  for (let at = 0; at < held.length; at += 1) {
    const sorted = ranks[at].sort();
    ranges.low[held[at]] = sorted[tail];
    ranges.high[held[at]] = sorted[rows.length - 1 - tail];
    yield* swaps(rows, held, scores, at, ranges.twins);
  }
  return ranges;
}

/** Of the same score neither is ahead: the share is the greater of both directions. */
function* swaps(rows, held, scores, at, twins) {
  const counts = new Uint16Array(held.length);
  for (let v = 0; v < rows.length; v += 1) {
    const row = rows[v], mine = row[at];
    for (let other = at + 1; other < row.length; other += 1) if (row[other] >= mine) counts[other] += 1;
  }
  for (let other = at + 1; other < held.length; other += 1) {
    const under = scores[held[other]] === scores[held[at]]
      ? rows.filter((row) => row[other] <= row[at]).length : 0;
    const share = Math.max(counts[other], under) / rows.length;
    if (share <= MOST_SWAPS) continue;
    twins[held[at]].push([held[other], round6(share)]);
    twins[held[other]].push([held[at], round6(share)]);
  }
  yield;
}

function lowerBound(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

let turn = 0;

/** Runs `work` while the browser has nothing better to do; a later call ends an earlier one. */
function idly(work, done) {
  const mine = turn += 1;
  const later = window.requestIdleCallback
    ? (next) => window.requestIdleCallback(next, { timeout: 200 })
    : (next) => setTimeout(next, 0);
  const step = () => {
    if (mine !== turn) return;
    const until = performance.now() + 8;
    let said = work.next();
    while (!said.done && performance.now() < until) said = work.next();
    if (said.done) done(said.value); else later(step);
  };
  later(step);
}

const nothingLeft = () => { turn += 1; };
