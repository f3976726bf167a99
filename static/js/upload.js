// A film from the teacher's phone, sent in pieces: what arrived is kept, and a dropped Wi-Fi only makes it wait.
(function () {
  "use strict";
  var PIECE = 2 * 1024 * 1024;
  var form = document.querySelector("form[data-upload]");
  if (!form || !window.fetch || !window.FormData) return;
  var words = document.documentElement.dataset;
  var status = form.querySelector("[data-upload-status]");

  var later = function (tries) {
    status.textContent = words.waiting;
    return new Promise(function (go) { setTimeout(go, Math.min(1000 * Math.pow(2, tries), 8000)); });
  };
  var refused = function (told) {
    status.textContent = "";
    window.classroom.say(told.say || "?");
    form.querySelector("button").disabled = false;
  };
  var ask = function (url, body, headers) {
    return fetch(url, { method: "POST", body: body, headers: headers, credentials: "same-origin" })
      .then(function (answer) { return answer.json().then(function (told) { return { ok: answer.ok, told: told }; }); });
  };

  var finish = function (film, id, op, tries) {
    var body = new URLSearchParams({ csrf: words.csrf, op: op, upload: id, whole: String(film.size) });
    ask(form.dataset.whole, body, { "X-Tap": "1" })
      .then(function (answer) { if (answer.ok) location.assign(answer.told.go); else refused(answer.told); })
      .catch(function () { later(tries).then(function () { finish(film, id, op, tries + 1); }); });
  };
  var send = function (film, id, at, tries) {
    if (at >= film.size) { finish(film, id, window.classroom.freshOp(), 0); return; }
    var url = form.dataset.pieces + "?" + new URLSearchParams({ upload: id, at: String(at), whole: String(film.size) });
    ask(url, film.slice(at, at + PIECE), { "X-Csrf": words.csrf, "X-Tap": "1", "Content-Type": "application/octet-stream" })
      .then(function (answer) {
        if (!answer.ok) { refused(answer.told); return; }
        status.textContent = form.dataset.sent + " " + Math.floor(100 * answer.told.have / film.size) + " %";
        send(film, id, answer.told.have, 0);
      })
      .catch(function () { later(tries).then(function () { send(film, id, at, tries + 1); }); });
  };
  form.addEventListener("submit", function (event) {
    var film = form.film.files[0];
    if (!film) return;
    event.preventDefault();
    form.querySelector("button").disabled = true;
    status.textContent = form.dataset.sent + " 0 %";
    send(film, window.classroom.freshOp(), 0, 0);
  });
})();
