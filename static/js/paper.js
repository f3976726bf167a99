// A worksheet on screen: each field is kept as it is typed.
(function () {
  "use strict";
  var status = document.querySelector("[data-paper-status]");
  if (!status) return;
  var timers = new Map();
  var words = document.documentElement.dataset;

  var keep = function (form) {
    var fields = new URLSearchParams(new FormData(form));
    form.rev.value = String(Number(form.rev.value) + 1);
    fetch(form.action, { method: "POST", body: fields, headers: { "X-Tap": "1" }, redirect: "error", credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error("not now"); return answer.json(); })
      .then(function () { status.textContent = words.saved; })
      .catch(function () { status.textContent = words.waiting; timers.set(form, setTimeout(function () { keep(form); }, 3000)); });
  };
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.hasAttribute("data-paper")) return;
    clearTimeout(timers.get(form));
    status.textContent = words.saving;
    timers.set(form, setTimeout(function () { keep(form); }, 500));
  });
})();
