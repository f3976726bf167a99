// A worksheet on screen: each field is kept as it is typed.
(function () {
  "use strict";
  var status = document.querySelector("[data-paper-status]");
  if (!status) return;
  var timers = new Map();
  var words = document.documentElement.dataset;

  // A refusal does not get better by asking again: signed out, or somebody else signed in.
  var refused = function (code, told) {
    status.textContent = "";
    if (code === 401) { location.reload(); return; }
    try { window.classroom.say(JSON.parse(told).say); } catch (error) { location.reload(); }
  };
  var keep = function (form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    var fields = new URLSearchParams(new FormData(form));
    fields.set("who", words.who);
    form.rev.value = String(Number(form.rev.value) + 1);
    fetch(form.action, { method: "POST", body: fields, headers: { "X-Tap": "1" }, redirect: "error", credentials: "same-origin", keepalive: true })
      .then(function (answer) {
        if (answer.status >= 500) throw new Error("not now");
        return answer.ok ? answer.json() : answer.text().then(function (told) { refused(answer.status, told); });
      })
      .then(function (told) {
        if (!told) return;
        status.textContent = words.saved;
        // Another page of the same sheet wrote here meanwhile: what is typed now is the newer.
        if (told.rev >= Number(form.rev.value)) { form.rev.value = String(told.rev + 1); keep(form); }
      })
      .catch(function () { status.textContent = words.waiting; timers.set(form, setTimeout(function () { keep(form); }, 3000)); });
  };
  var keepNow = function () { Array.from(timers.keys()).forEach(keep); };
  // Whoever leaves a field, or the page, in mid-word does not wait for the timer.
  document.addEventListener("change", keepNow);
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", function () { if (document.hidden) keepNow(); });
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.hasAttribute("data-paper")) return;
    clearTimeout(timers.get(form));
    status.textContent = words.saving;
    timers.set(form, setTimeout(function () { keep(form); }, 500));
  });
})();
