// Cards dropped on a row or a gap: its list then says so. A card that some list says wears a tick.
(function () {
  "use strict";
  document.querySelectorAll("[data-cards]").forEach(function (cards) {
    var whole = cards.closest(".question");
    var target = null;
    if (window.PointerEvent) cards.hidden = false;

    var show = function () {
      var said = Array.prototype.map.call(whole.querySelectorAll("[data-drop] select"), function (list) { return list.value; });
      cards.querySelectorAll("[data-card]").forEach(function (card) {
        card.querySelector("[data-used]").hidden = said.indexOf(card.dataset.value) < 0;
      });
    };

    var aim = function (found) {
      if (target) target.classList.remove("drop-here");
      target = found;
      if (target) target.classList.add("drop-here");
    };

    cards.addEventListener("card-over", function (event) {
      var over = event.detail.over && event.detail.over.closest("[data-drop]");
      aim(over && whole.contains(over) && over.querySelector("select") ? over : null);
    });
    cards.addEventListener("card-dropped", function (event) {
      if (target) {
        var list = target.querySelector("select");
        list.value = event.target.dataset.value;
        list.dispatchEvent(new Event("change", { bubbles: true }));
      }
      aim(null);
    });
    cards.addEventListener("card-back", function () { aim(null); });
    whole.addEventListener("change", show);
    show();
    window.outbox.loaded.then(show);
  });
})();
