"use strict";
// The weights of the comparison are written into the form while somebody changes them: the page in
// the frame keeps them in its own address (reports/comparing/page/address.js).
(() => {
  const frame = document.getElementById("comparison");
  const shown = document.getElementById("shown");
  if (!frame || !shown) return;
  const shipped = shown.value;
  let before = null;
  function follow() {
    let hash;
    try { hash = frame.contentWindow.location.hash; } catch { return; }
    if (hash === before) return;
    before = hash;
    shown.value = new URLSearchParams(hash.slice(1)).get("w") || shipped;
  }
  setInterval(follow, 400);
  document.getElementById("save-form").addEventListener("submit", follow);
})();
