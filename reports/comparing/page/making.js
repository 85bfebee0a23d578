// Elements made one by one: what comes from outside is text and nothing else.

const found = (id) => document.getElementById(id);

function made(tag, attributes = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) one.setAttribute(name, "");
    else if (value !== false && value !== null) one.setAttribute(name, value);
  }
  one.append(...children.flat().filter((child) => child !== null));
  return one;
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture like those the page was shipped with: rectangles [class, x, y, width, height]. */
function drawn(name, box, rectangles) {
  const svg = document.createElementNS(SVG, "svg");
  const said = { class: name, viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(said)) svg.setAttribute(key, value);
  for (const [kind, x, y, width, height] of rectangles) {
    const one = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ class: kind, x, y, width, height })) {
      one.setAttribute(key, value);
    }
    svg.append(one);
  }
  return svg;
}

/** What is not zero is not shown as zero. */
const percent = (share) => (share > 0 && share < 0.0005 ? "<0.1 %" : `${Math.round(share * 1000) / 10} %`);
const scoreWords = (score) => (score === null ? "不可比" : score.toFixed(2));

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Like `put`: what stays the same is not touched, so that nothing is laid out for it. */
function lay(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function facts(pairs) {
  const kept = pairs.filter(([, value]) => value !== null && value !== "");
  return made("dl", { class: "facts" }, kept.map(([term, value]) =>
    made("div", {}, made("dt", {}, term), made("dd", {}, value))));
}

function table(caption, heads, rows, name = "") {
  return made("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    made("table", { class: `plain ${name}` },
      made("caption", { class: "aloud" }, caption),
      made("thead", {}, made("tr", {}, heads.map((head) => made("th", { scope: "col" }, head)))),
      made("tbody", {}, rows.map((row) => made("tr", {}, row.map((cell, at) =>
        at === 0 ? made("th", { scope: "row" }, cell) : made("td", { "data-label": heads[at] }, cell)))))));
}
