// Press to reveal: keys and good answers on the teacher's screen; "print" buttons; video and example steps.
(function () {
  "use strict";
  // On paper every step of a worked example stands open.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".steps details").forEach(function (step) { step.open = true; });
  });
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
