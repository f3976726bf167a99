// A tap on weak Wi-Fi: sent with an id of its own and repeated until it is answered, so that it happens once.
(function () {
  "use strict";
  var say = function (text) {
    var line = document.getElementById("say");
    if (!line) return;
    line.textContent = text;
    line.hidden = !text;
    if (text) line.scrollIntoView({ block: "nearest" });
  };

  var freshOp = function () {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  };

  var send = function (form, body, tries) {
    var control = new AbortController();
    var timer = setTimeout(function () { control.abort(); }, 8000);
    fetch(form.action, { method: "POST", body: body, headers: { "X-Tap": "1" }, signal: control.signal, credentials: "same-origin" })
      .then(function (answer) {
        clearTimeout(timer);
        return answer.json().then(function (told) { return { ok: answer.ok, told: told }; });
      })
      .then(function (answer) {
        if (answer.ok && answer.told.go) {
          var here = location.pathname + location.search;
          if (answer.told.go === here) location.reload();
          else location.assign(answer.told.go);
          return;
        }
        release(form);
        say(answer.told.say || form.dataset.failed || "?");
      })
      .catch(function () {
        clearTimeout(timer);
        say(document.documentElement.dataset.waiting || "Waiting for Wi-Fi. Your tap is kept and sent again.");
        setTimeout(function () { send(form, body, tries + 1); }, Math.min(1000 * Math.pow(2, tries), 8000) * (0.7 + Math.random() * 0.6));
      });
  };

  var release = function (form) {
    form.dataset.sending = "";
    form.querySelectorAll("button").forEach(function (b) { b.disabled = false; });
  };

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-tap") || !window.fetch || !window.URLSearchParams) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    var fields = new FormData(form);
    fields.set("op", freshOp());
    if (event.submitter && event.submitter.name) fields.set(event.submitter.name, event.submitter.value);
    else if (form.clicked && form.clicked.name) fields.set(form.clicked.name, form.clicked.value);
    form.querySelectorAll("button").forEach(function (b) { b.disabled = true; });
    send(form, new URLSearchParams(fields), 0);
  });
  // `submitter` is younger than some of our browsers.
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (button && button.form) button.form.clicked = button;
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(release);
  });
  window.classroom = { say: say, freshOp: freshOp };
})();
