// The PIN pad sends itself after the fourth digit.
(function () {
  "use strict";
  var pin = document.querySelector("input[data-pin]");
  if (!pin) return;
  pin.focus();
  pin.addEventListener("input", function () {
    pin.value = pin.value.replace(/\D/g, "").slice(0, 4);
    if (pin.value.length === 4 && !pin.form.dataset.sending) {
      if (pin.form.requestSubmit) pin.form.requestSubmit();
      else pin.form.querySelector("button").click();
    }
  });
})();
