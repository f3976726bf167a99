// A number is said back as it is typed: "We read: 169.8 kPa". What can be read in two ways is asked, with two taps.
(function () {
  "use strict";
  var lines = Array.prototype.slice.call(document.querySelectorAll("[data-reads]"));
  if (!lines.length || !window.fetch) return;

  lines.forEach(function (line) {
    var box = document.getElementById(line.dataset.box);
    var timer = null;

    var choose = function (text) {
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      box.focus();
    };

    var show = function (told) {
      line.textContent = told.say;
      line.dataset.state = told.ways.length ? "ask" : "";
      told.ways.forEach(function (way) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "btn quiet";
        button.dataset.act = "choose_reading";
        button.textContent = way[0] + ": " + way[1];
        button.addEventListener("click", function () { choose(way[0]); });
        line.appendChild(document.createTextNode(" "));
        line.appendChild(button);
      });
    };

    var ask = function () {
      clearTimeout(timer);
      var text = box.value;
      if (!text.trim()) { show({ say: "", ways: [] }); return; }
      fetch(line.dataset.reads + encodeURIComponent(text), { credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw new Error("not read"); return answer.json(); })
        .then(function (told) { if (box.value === text) show(told); })
        .catch(function () { /* without Wi-Fi the box works as ever */ });
    };

    box.addEventListener("input", function () {
      clearTimeout(timer);
      delete line.dataset.warned;
      timer = setTimeout(ask, 400);
    });
    box.addEventListener("change", ask);
    // Where the page came with a question, the question gets its buttons.
    if (line.dataset.state === "ask") ask();
  });

  // A test asks once before it is handed in; who insists leaves it to the teacher.
  document.addEventListener("submit", function (event) {
    if (event.target.id !== "test") return;
    var open = lines.filter(function (line) { return line.dataset.state === "ask" && !line.dataset.warned; });
    if (!open.length) return;
    event.preventDefault();
    event.stopPropagation();
    open.forEach(function (line) { line.dataset.warned = "1"; });
    var card = open[0].closest("[data-place]");
    var dot = document.querySelector('[data-dot="' + card.dataset.place + '"]');
    if (dot) dot.click();
    var button = open[0].querySelector("button");
    if (button) button.focus();
  }, true);
})();
