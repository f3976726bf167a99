// Press to reveal: keys and good answers on the teacher's screen; "print" buttons; video and example steps.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-print],[data-reveal]") : null;
    if (!button) return;
    if (button.hasAttribute("data-print")) { window.print(); return; }
    var target = document.getElementById(button.getAttribute("data-reveal"));
    if (!target) return;
    target.hidden = !target.hidden;
    button.setAttribute("aria-expanded", String(!target.hidden));
  });
})();
