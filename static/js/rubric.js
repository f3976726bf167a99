// A rubric adds up as it is tapped, and its marks go along with whichever verdict is given.
(function () {
  "use strict";
  var line = document.querySelector("[data-rubric-sum-line]");
  if (!line) return;
  var total = line.querySelector("[data-rubric-total]");
  var short = line.querySelector("[data-rubric-short]");

  var counted = function (words, n) { return words.replace("#", String(n)); };
  var add = function () {
    var points = 0, zeros = 0, left = 0, marked = 0;
    document.querySelectorAll("[data-rubric-row]").forEach(function (row) {
      var chosen = row.querySelector("input:checked");
      if (!chosen) { left += 1; return; }
      marked += 1;
      points += Number(chosen.value);
      if (chosen.value === "0") zeros += 1;
      document.querySelectorAll("[data-rubric-copy]").forEach(function (copy) {
        if (copy.name === chosen.name) copy.value = chosen.value;
      });
    });
    var said = counted(total.dataset.words, points) + ", ";
    if (left) said += counted(total.dataset.left, left);
    else if (zeros) said += zeros === 1 ? total.dataset.zero : counted(total.dataset.zeros, zeros);
    else said += total.dataset.none;
    total.textContent = said;
    line.hidden = marked === 0;
    if (!short) return;
    var few = points < Number(line.dataset.asked) || (line.hasAttribute("data-no-zero") && zeros > 0);
    short.hidden = left > 0 || !few;
  };
  document.addEventListener("change", function (event) {
    if (event.target.closest && event.target.closest("[data-rubric-row]")) add();
  });
  // The browser may bring taps back with the page.
  window.addEventListener("pageshow", add);
})();
