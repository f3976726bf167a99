// Marking without the mouse: digits give points row by row, Enter keeps them, arrows go to other answers and rows.
(function () {
  "use strict";
  var told = document.querySelector("[data-keys]");
  if (!told) return;
  told.hidden = false;
  var form = document.querySelector(".marking-form");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-points-row]"));
  var last = null;

  var choice = function (row) { return row.querySelector("input:checked"); };
  var here = function () {
    var at = document.activeElement.closest("[data-points-row]");
    return at || rows.filter(function (row) { return !choice(row); })[0] || rows[0];
  };
  var focus = function (row) { (choice(row) || row.querySelector("input")).focus(); };
  var choose = function (row, points) {
    var found = row && row.querySelector('input[value="' + points + '"]');
    if (!found) return false;
    found.checked = true;
    found.focus();
    last = row;
    return true;
  };
  var digit = function (key) {
    var way = document.querySelector('[data-digit="' + key + '"]');
    if (way) { way.click(); return; }
    var row = here();
    if (!choose(row, key)) return;
    var next = rows[rows.indexOf(row) + 1];
    if (next) focus(next);
  };
  var half = function () {
    var row = last || here();
    var whole = row && choice(row) ? Math.floor(Number(choice(row).value)) : 0;
    choose(row, String(whole + 0.5));
  };
  var move = function (step) {
    var next = rows[rows.indexOf(here()) + step];
    if (next) focus(next);
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(a|button|summary)$/i.test(event.target.tagName) && event.key === "Enter") return;
    var done = true;
    if (/^[0-9]$/.test(event.key)) digit(event.key);
    else if (event.key === "," || event.key === ".") half();
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      var link = document.querySelector(event.key === "ArrowRight" ? "a[rel=next]" : "a[rel=prev]");
      if (link) link.click();
    } else if (event.key === "Enter" && form) form.querySelector("button").click();
    else done = false;
    if (done) event.preventDefault();
  });
})();
