// What comes late: answers that this computer held since an earlier seating, and a sign-out while something is under way.
(function () {
  "use strict";
  var form = document.getElementById("test");
  var over = document.getElementById("signed-out");
  if (!form || !over) return;
  var base = "/student/attempts/" + document.body.dataset.test + "/answers/", key = "said-" + document.body.dataset.test;
  var token = document.body.dataset.token, refused = "";

  var reload = function (say) {
    try { sessionStorage.setItem(key, say || ""); } catch (e) { /* only words */ }
    location.reload();
  };
  try { window.classroom.say(sessionStorage.getItem(key) || ""); sessionStorage.removeItem(key); } catch (e) { /* only words */ }

  var held = function () {
    return window.outbox.waiting(base).filter(function (k) { return window.outbox.record(k).tok !== token; });
  };
  // Once they have arrived, the page is shown again with what counts now.
  window.outbox.loaded.then(function () {
    if (!held().length) return;
    window.outbox.onChange(function () { if (!held().length) reload(refused); });
  });

  document.addEventListener("outbox-over", function (event) {
    var told = event.detail;
    if (!told || (told.key || "").indexOf(base) !== 0) return;
    if (told.reason === "kept" || told.reason === "swapped" || told.reason === "moved") refused = told.say;
    if (told.reason === "kept") { window.classroom.say(told.say); return; }
    if (form.dataset.finishing !== "1" && (told.reason === "handed_in" || told.reason === "moved" || told.reason === "swapped")) reload(refused);
  });

  // The bell, or another seat, has signed the student out: that is told before the sign-in page comes.
  document.addEventListener("signed-out", function (event) {
    if (form.dataset.finishing !== "1" && !refused) return;
    event.preventDefault();
    if (!over.hidden) return;
    over.hidden = false;
    form.hidden = true;
    document.getElementById("dots").hidden = true;
    over.querySelector("h2").focus();
    window.outbox.flush();
  });
})();
