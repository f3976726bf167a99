// The undo bar stands for as long as the tap can be taken back, then it goes.
(function () {
  "use strict";
  var bar = document.querySelector("[data-undo]");
  if (!bar) return;
  var left = parseInt(bar.dataset.undo, 10) || 15;
  setTimeout(function () { bar.hidden = true; }, left * 1000);
  // A page that is loaded again later should not name the tap once more.
  if (window.history && history.replaceState && window.URL) {
    var here = new URL(location.href);
    here.searchParams.delete("done");
    history.replaceState(null, "", here.pathname + here.search + here.hash);
  }
})();
