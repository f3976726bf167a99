// A test: one question at a time, each answer kept as it is typed, handed in only when everything is on the server.
(function () {
  "use strict";
  var body = document.body;
  if (!body.dataset.test) return;
  var words = body.dataset;
  var form = document.getElementById("test");
  var cards = Array.prototype.slice.call(form.querySelectorAll("[data-place]"));
  var status = document.getElementById("save-status");
  var base = "/student/attempts/" + words.test + "/answers/";
  var timers = {}, finishing = false, now = 0;

  var valueOf = window.answers.valueOf;

  var mark = function (card) {
    var dot = document.querySelector('[data-dot="' + card.dataset.place + '"]');
    if (dot) dot.classList.toggle("answered", window.answers.answered(card));
  };

  var keep = function (card) {
    clearTimeout(timers[card.dataset.place]);
    delete timers[card.dataset.place];
    var rev = Number(card.dataset.rev) + 1;
    card.dataset.rev = String(rev);
    card.kept = JSON.stringify(valueOf(card));
    mark(card);
    return window.outbox.put(base + card.dataset.place, words.token, rev, valueOf(card));
  };

  var typed = function (event) {
    var card = event.target.closest("[data-place]");
    // Leaving a field is not typing: another tab may have typed since.
    if (!card || (event.type === "change" && !timers[card.dataset.place] && JSON.stringify(valueOf(card)) === card.kept)) return;
    if (status.dataset.state === "saved") { status.textContent = words.saving; status.dataset.state = "saving"; }
    clearTimeout(timers[card.dataset.place]);
    if (event.type === "change") keep(card);
    else timers[card.dataset.place] = setTimeout(function () { keep(card); }, 250);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  window.addEventListener("pagehide", function () {
    Object.keys(timers).forEach(function (place) { keep(form.querySelector('[data-place="' + place + '"]')); });
  });

  window.outbox.onChange(function (now) {
    var state = now.refused ? "lost" : now.waiting === 0 ? "saved" : now.failing ? "waiting" : "saving";
    var text = { lost: words.lost, saved: words.saved, saving: words.saving,
      waiting: now.said ? now.said : now.waiting === 1 ? words.waitingOne : words.waitingMany.replace("{n}", now.waiting) }[state];
    if (finishing && state !== "saved") text = words.finishing + " " + text;
    if (Object.keys(timers).length && state === "saved") return;
    if (status.textContent !== text) status.textContent = text;
    status.dataset.state = state;
  });

  // What this computer still holds is newer than what the page came with; from an earlier seating it may be for
  // another question.
  window.outbox.loaded.then(function () {
    cards.forEach(function (card) {
      var kept = window.outbox.record(base + card.dataset.place);
      if (kept && kept.tok === words.token && kept.rev > Number(card.dataset.rev)) { card.dataset.rev = String(kept.rev); window.answers.show(card, kept.value); mark(card); }
      card.kept = JSON.stringify(valueOf(card));
    });
  });

  var open = function (place, focus) {
    var at = Math.max(0, Math.min(cards.length - 1, place));
    cards.forEach(function (card, i) { card.hidden = i !== at; });
    document.querySelectorAll("[data-dot]").forEach(function (dot, i) {
      if (i === at) dot.setAttribute("aria-current", "step"); else dot.removeAttribute("aria-current");
    });
    now = at;
    form.querySelector('[data-step="-1"]').disabled = at === 0;
    form.querySelector('[data-step="1"]').disabled = at === cards.length - 1;
    if (focus) { cards[at].querySelector("h2").focus(); window.scrollTo(0, 0); }
    try { sessionStorage.setItem("at-" + words.test, String(at)); } catch (e) { /* only a convenience */ }
  };
  form.querySelectorAll("[data-step]").forEach(function (button) { button.hidden = false; });
  document.getElementById("keep").hidden = true;
  document.addEventListener("click", function (event) {
    var go = event.target.closest("[data-step],[data-dot],[data-go]");
    if (!go) return;
    event.preventDefault();
    open(go.dataset.step ? now + Number(go.dataset.step) : Number(go.dataset.dot || go.dataset.go), true);
  });
  // Where this tab was; on another netbook, where the student typed last.
  var start = null;
  try { start = sessionStorage.getItem("at-" + words.test); } catch (e) { start = null; }
  open(Number(start === null ? words.last : start), false);

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (finishing) return;
    finishing = true;
    form.dataset.finishing = "1";
    document.getElementById("hand-in").disabled = true;
    Object.keys(timers).forEach(function (place) { keep(form.querySelector('[data-place="' + place + '"]')); });
    var attempt = function () {
      window.outbox.flush().then(function () {
        if (window.outbox.waiting(base).length) throw new Error("still waiting");
        return fetch(form.action, { method: "POST", body: new URLSearchParams({ csrf: form.csrf.value, op: form.op.value }), headers: { "X-Tap": "1" }, credentials: "same-origin" });
      }).then(function (answer) { return answer.json().then(function (told) { return { ok: answer.ok, told: told }; }); })
        .then(function (answer) {
          if (answer.ok && answer.told.go) { location.assign(answer.told.go); return; }
          var out = answer.told.reason === "401" && !document.dispatchEvent(new CustomEvent("signed-out", { cancelable: true }));
          if (out) return;
          finishing = false;
          form.dataset.finishing = "";
          document.getElementById("hand-in").disabled = false;
          window.classroom.say(answer.told.say || "?");
        })
        .catch(function () { setTimeout(attempt, 2000); });
    };
    attempt();
  });
  document.addEventListener("outbox-rev", function (event) {
    cards.forEach(function (card) {
      if (base + card.dataset.place === event.detail.key) card.dataset.rev = String(Math.max(Number(card.dataset.rev), event.detail.rev));
    });
  });
})();
