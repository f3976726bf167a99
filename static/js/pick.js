// Words picked in a text: drag over them, tap the first and the last, or use the arrow keys, with Shift for more.
//
// Places are counted in characters, an emoji as one, as the server counts them.
(function () {
  "use strict";
  document.querySelectorAll("[data-passage]").forEach(function (passage) {
    var words = [], first = -1, last = -1, half = false, dragging = false, moved = false;

    passage.querySelectorAll("p").forEach(function (paragraph) {
      var place = Number(paragraph.dataset.start);
      var text = paragraph.textContent;
      paragraph.textContent = "";
      text.split(/(\s+)/).forEach(function (piece) {
        var length = Array.from(piece).length;
        if (!piece.trim()) paragraph.appendChild(document.createTextNode(piece));
        else {
          var word = document.createElement("span");
          word.textContent = piece;
          word.dataset.word = String(words.length);
          paragraph.appendChild(word);
          words.push({ node: word, start: place, end: place + length, text: piece });
        }
        place += length;
      });
    });
    passage.words = words;
    passage.tabIndex = 0;
    passage.setAttribute("role", "group");
    passage.setAttribute("aria-label", passage.dataset.label);

    var show = function () {
      var from = Math.min(first, last), to = Math.max(first, last);
      words.forEach(function (word, i) {
        word.node.classList.toggle("in-pick", first >= 0 && i >= from && i <= to);
        word.node.classList.toggle("at", i === last);
      });
      passage.dispatchEvent(new CustomEvent("words-picked", { bubbles: true, detail: first < 0 ? null : {
        start: words[from].start, end: words[to].end,
        quote: words.slice(from, to + 1).map(function (word) { return word.text; }).join(" ") } }));
    };
    var at = function (x, y) {
      var under = document.elementFromPoint(x, y);
      var word = under && under.closest("[data-word]");
      return word && passage.contains(word) ? Number(word.dataset.word) : -1;
    };
    var pick = function (from, to) { first = from; last = to; show(); };

    passage.addEventListener("pointerdown", function (event) {
      var word = at(event.clientX, event.clientY);
      moved = false;
      // A finger that moves scrolls; it picks by taps.
      dragging = event.pointerType === "mouse" && event.button === 0 && word >= 0 ? { from: word } : false;
    });
    document.addEventListener("pointermove", function (event) {
      if (!dragging) return;
      var word = at(event.clientX, event.clientY);
      if (word < 0 || (word === dragging.from && !moved)) return;
      moved = true;
      half = false;
      pick(dragging.from, word);
    });
    document.addEventListener("pointerup", function () { dragging = false; });
    passage.addEventListener("click", function (event) {
      var word = at(event.clientX, event.clientY);
      if (moved || word < 0) return;
      pick(half || event.shiftKey ? (first < 0 ? word : first) : word, word);
      half = !half && !event.shiftKey;
    });
    // The word nearest to this one in the line above or below.
    var line = function (way) {
      var here = words[last].node.getBoundingClientRect(), best = last, nearest = Infinity;
      words.forEach(function (word, i) {
        var box = word.node.getBoundingClientRect(), down = (box.top - here.top) * way;
        var far = down * 10 + Math.abs(box.left - here.left);
        if (down > here.height / 2 && far < nearest) { nearest = far; best = i; }
      });
      return best;
    };
    passage.addEventListener("keydown", function (event) {
      var steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 };
      if (!(event.key in steps) || !words.length) return;
      event.preventDefault();
      var to = last < 0 ? 0 : event.key === "ArrowUp" ? line(-1) : event.key === "ArrowDown" ? line(1) : last + steps[event.key];
      to = Math.max(0, Math.min(words.length - 1, to));
      half = false;
      pick(event.shiftKey && first >= 0 ? first : to, to);
      words[to].node.scrollIntoView({ block: "nearest" });
    });
    passage.addEventListener("pick-nothing", function () { half = false; pick(-1, -1); });
  });
})();
