// What handing in asks first is read before the next press counts: the button says what that press would do.
(function () {
  "use strict";
  var note = document.getElementById("unanswered");
  var ways = document.getElementById("two-ways");
  var button = document.getElementById("hand-in");
  if (!note || !ways || !button) return;
  var READ = 1000, reading = null, plain = button.dataset.plain;

  var rest = function () {
    var here = document.activeElement === button;
    button.disabled = true;
    reading = setTimeout(function () {
      reading = null;
      button.disabled = button.form.dataset.finishing === "1";
      if (here && document.activeElement === document.body) button.focus();
    }, READ);
  };

  var words = function () {
    var empty = note.querySelectorAll("[data-blank]:not([hidden])").length;
    clearTimeout(reading);
    reading = null;
    if (!note.hidden || !ways.hidden) rest();
    else button.disabled = button.form.dataset.finishing === "1";
    button.textContent = note.hidden && ways.hidden ? plain : note.hidden || !empty ? button.dataset.asItIs
      : empty === 1 ? button.dataset.one : button.dataset.many.replace("{n}", empty);
  };
  var watch = new MutationObserver(words);
  [note, ways].forEach(function (one) { watch.observe(one, { attributes: true, attributeFilter: ["hidden"] }); });

  document.addEventListener("submit", function (event) {
    if (event.target !== button.form) return;
    if (reading) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Whoever was taken to a number that can be read in two ways is told why.
    setTimeout(function () {
      var card = button.form.querySelector("[data-place]:not([hidden])");
      var line = card.querySelector('[data-reads][data-state="ask"][data-warned]');
      ways.hidden = !(event.defaultPrevented && line && note.hidden && button.form.dataset.finishing !== "1");
      if (!ways.hidden) ways.querySelector("[data-which]").textContent = ways.dataset.text.replace("{n}", Number(card.dataset.place) + 1);
    }, 0);
  }, true);
  var goOn = function () { ways.hidden = true; };
  button.form.addEventListener("input", goOn);
  document.addEventListener("click", function (event) { if (event.target.closest("[data-step],[data-dot]") && event.isTrusted) goOn(); });
})();
