// Before the last tap: what has no answer yet, and what is answered by half. A second tap hands in all the same.
(function () {
  "use strict";
  var note = document.getElementById("unanswered");
  if (!note) return;
  var form = note.closest("form");
  var cards = Array.prototype.slice.call(form.querySelectorAll("[data-place]"));

  var tell = function () {
    var blanks = 0, halves = 0;
    cards.forEach(function (card) {
      var whole = note.querySelector('[data-blank="' + card.dataset.place + '"]');
      var part = note.querySelector('[data-half="' + card.dataset.place + '"]');
      var blank = !window.answers.answered(card);
      var left = part && !blank ? window.answers.left(card) : 0;
      if (whole) { whole.hidden = !blank; blanks += blank ? 1 : 0; }
      if (!part) return;
      part.hidden = !left;
      halves += left ? 1 : 0;
      part.querySelector("[data-left]").textContent = (left === 1 ? part.dataset.one : part.dataset.many).replace("{n}", left);
    });
    note.querySelector("[data-blanks]").hidden = !blanks;
    return blanks + halves;
  };

  // Ahead of what hands in, and after what asks which number was meant.
  document.addEventListener("submit", function (event) {
    if (event.target !== form || event.defaultPrevented || !note.hidden || !tell()) return;
    event.preventDefault();
    event.stopPropagation();
    note.hidden = false;
  }, true);
  // Whoever goes on with a question needs the room.
  var goOn = function () { note.hidden = true; };
  form.addEventListener("input", goOn);
  form.addEventListener("change", goOn);
  note.addEventListener("click", function (event) { if (event.target.closest("[data-go]")) goOn(); });
})();
