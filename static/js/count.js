// How much was written, said below the box; and how much more fits, once that is little.
(function () {
  "use strict";
  document.querySelectorAll("[data-count]").forEach(function (line) {
    var box = document.getElementById(line.dataset.count);
    var show = function () {
      var words = box.value.split(/\s+/).filter(Boolean).length, left = box.maxLength - box.value.length;
      var text = words === 1 ? line.dataset.one : line.dataset.many.replace("{n}", words);
      line.textContent = left < 500 ? text + " · " + line.dataset.left.replace("{n}", left) : text;
    };
    line.hidden = false;
    box.addEventListener("input", show);
    show();
    window.outbox.loaded.then(show);
  });
})();
