"use strict";
// The run under way, asked for every few seconds while somebody looks at the page.
(() => {
  const place = document.getElementById("running");
  let wait = 3000;
  async function look() {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(place.dataset.from, { headers: { accept: "text/html" }, redirect: "error" });
        if (!answer.ok) throw new Error(String(answer.status));
        const made = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...made.body.childNodes);
        wait = 3000;
      } catch { wait = Math.min(wait * 2, 60000); }
    }
    setTimeout(look, wait);
  }
  setTimeout(look, wait);
})();
