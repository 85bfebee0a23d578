// What a reviewer types stays in this browser (localStorage, by the digest of the data) and on
// paper, never in the address. A key for each text: a second window, or a page to which the browser
// showed an empty store (Chromium does at times when reloading), writes over nothing it has not seen.

const LATEST = "yuanzheng-latest-minutes";
const keptAs = (digest) => `yuanzheng-minutes-${digest}/`;
const typed = kept(DATA.digest);

/** Texts by their names. */
function kept(digest) {
  const start = keptAs(digest), texts = new Map(together(start.slice(0, -1)));
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(start))
      .forEach((key) => texts.set(key.slice(start.length), localStorage.getItem(key)));
  } catch {
    texts.clear(); // A browser that keeps nothing: said when something is typed.
  }
  return texts;
}

/** What earlier versions of this page kept, all under one key. */
function together(key) {
  try {
    const { reasons, remarks, meeting } = JSON.parse(localStorage.getItem(key) || "{}");
    const named = (kind, texts) => Object.entries(Object(texts)).map(([id, text]) => [`${kind}/${id}`, text]);
    return [["meeting", meeting], ...named("reasons", reasons), ...named("remarks", remarks)]
      .filter(([, text]) => typeof text === "string" && text !== "");
  } catch {
    return [];
  }
}

function keep(name, text) {
  typed.set(name, text);
  try {
    localStorage.setItem(keptAs(DATA.digest) + name, text);
    localStorage.setItem(LATEST, DATA.digest);
  } catch {
    put(found("kept"), "浏览器不让保存：填写的文字只在本页打开期间保留，请及时打印。");
  }
}

/** What was typed for the data before this, where nothing was typed for this yet; null: nothing. */
function earlier() {
  if (typed.size > 0) return null;
  try {
    const texts = kept(localStorage.getItem(LATEST));
    return texts.size > 0 ? texts : null;
  } catch {
    return null;
  }
}

/** A text another window of the same data was given. */
function heard({ key, newValue }) {
  const start = keptAs(DATA.digest);
  if (newValue === null || !key.startsWith(start)) return;
  typed.set(key.slice(start.length), newValue);
  settle();
}
