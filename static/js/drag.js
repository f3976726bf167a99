// Cards that can be dragged, with a mouse anywhere or with a finger by their dots. A copy follows; what it is over and
// where it is let go is told to the card as events, and others decide what that means. The lists beside say the same.
(function () {
  "use strict";
  if (!window.PointerEvent || !document.querySelector("[data-card]")) return;
  document.documentElement.classList.add("can-drag");
  document.querySelectorAll("[data-card]").forEach(function (card) {
    card.closest("fieldset").querySelectorAll("[data-scripted]").forEach(function (part) { part.hidden = false; });
  });
  var EDGE = 70, START = 5;
  var card = null, copy = null, from = null, last = null, scrolling = null;

  var tell = function (name) {
    card.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { y: last.y, over: document.elementFromPoint(last.x, last.y) } }));
  };

  var lift = function () {
    var box = card.getBoundingClientRect();
    copy = card.cloneNode(true);
    copy.querySelectorAll("select, button, .grip, .used, .moves").forEach(function (part) { part.remove(); });
    copy.querySelectorAll("[id], [for]").forEach(function (part) { part.removeAttribute("id"); part.removeAttribute("for"); });
    copy.removeAttribute("data-card");
    copy.className = "flying";
    copy.setAttribute("aria-hidden", "true");
    copy.style.maxWidth = box.width + "px";
    document.body.appendChild(copy);
    card.classList.add("held");
    scrolling = setInterval(function () {
      var bar = document.querySelector(".thumb");
      var floor = Math.min(window.innerHeight, bar ? bar.getBoundingClientRect().top : window.innerHeight);
      var step = last.y < EDGE ? -12 : last.y > floor - EDGE / 2 ? 12 : 0;
      if (step) { window.scrollBy(0, step); tell("card-over"); }
    }, 30);
  };

  var follow = function () { copy.style.transform = "translate(" + (last.x + 8) + "px," + (last.y - 24) + "px)"; };

  var end = function (name) {
    if (!card) return;
    if (copy) {
      clearInterval(scrolling);
      copy.remove();
      card.classList.remove("held");
      tell(name);
    }
    card = copy = null;
  };

  document.addEventListener("pointerdown", function (event) {
    var found = event.target.closest("[data-card]");
    if (!found || card || event.button || !event.isPrimary || event.target.closest("select, button")) return;
    if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return;
    card = found;
    from = last = { x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", function (event) {
    if (!card || !event.isPrimary) return;
    last = { x: event.clientX, y: event.clientY };
    if (!copy && Math.abs(last.x - from.x) + Math.abs(last.y - from.y) < START) return;
    if (!copy) lift();
    follow();
    tell("card-over");
  });
  document.addEventListener("pointerup", function () { end("card-dropped"); });
  document.addEventListener("pointercancel", function () { end("card-back"); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") end("card-back"); });
  document.addEventListener("dragstart", function (event) { if (event.target.closest && event.target.closest("[data-card]")) event.preventDefault(); });
})();
