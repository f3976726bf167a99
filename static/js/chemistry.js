// Signs that a netbook's keyboard lacks, put in where the cursor stands: ₂ ⁺ →
(function () {
  "use strict";
  document.querySelectorAll("[data-signs]").forEach(function (signs) {
    var box = document.getElementById(signs.dataset.signs);
    signs.hidden = false;
    // The box keeps the focus, so that a tablet's keyboard stays where it is.
    signs.addEventListener("mousedown", function (event) { if (document.activeElement === box) event.preventDefault(); });
    signs.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      var start = box.selectionStart, end = box.selectionEnd, sign = button.textContent;
      // An arrow stands between two sides, with room round it.
      if (/[→⇌]/.test(sign)) sign = (/\s$/.test(box.value.slice(0, start)) ? "" : " ") + sign + " ";
      box.value = box.value.slice(0, start) + sign + box.value.slice(end);
      if (document.activeElement !== button || event.detail) box.focus();
      box.setSelectionRange(start + sign.length, start + sign.length);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
