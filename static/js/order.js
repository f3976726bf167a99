// Rows put in order: the number that a row's list says is the place where it stands, however it was moved.
(function () {
  "use strict";
  var selectOf = function (row) { return row.querySelector("select"); };
  var changed = function (field) { field.dispatchEvent(new Event("change", { bubbles: true })); };

  document.querySelectorAll("[data-order]").forEach(function (list) {
    var first = Array.prototype.slice.call(list.querySelectorAll("[data-card]"));
    var told = list.querySelector("[data-told]");
    var before = {};

    var rows = function () { return Array.prototype.slice.call(list.querySelectorAll("[data-card]")); };

    // The others move round the one that is held or in focus: an element that is moved loses both.
    var stand = function (wanted, still) {
      var after = false;
      wanted.forEach(function (row) {
        if (row === still) { after = true; return; }
        if (after) still.parentNode.appendChild(row);
        else still.parentNode.insertBefore(row, still);
      });
    };

    var remember = function () { first.forEach(function (row, i) { before[i] = selectOf(row).value; }); };

    // Numbered rows at their places, the others between them as they came.
    var arrange = function (still) {
      var wanted = [], others = [];
      first.forEach(function (row) {
        var place = Number(selectOf(row).value);
        if (place && !wanted[place - 1]) wanted[place - 1] = row;
        else others.push(row);
      });
      for (var i = 0; i < first.length; i += 1) if (!wanted[i]) wanted[i] = others.shift();
      stand(wanted, still || wanted[0]);
      remember();
    };

    var number = function (row) {
      rows().forEach(function (one, i) { selectOf(one).value = String(i + 1); });
      remember();
      told.textContent = list.dataset.said.replace("{n}", selectOf(row).value).replace("{of}", first.length);
      changed(selectOf(row));
    };

    var moveTo = function (row, place) {
      var wanted = rows().filter(function (one) { return one !== row; });
      wanted.splice(Math.max(0, Math.min(first.length - 1, place)), 0, row);
      stand(wanted, row);
    };

    list.addEventListener("click", function (event) {
      var button = event.target.closest("[data-move]");
      if (!button) return;
      var row = button.closest("[data-card]");
      moveTo(row, rows().indexOf(row) + Number(button.dataset.move));
      number(row);
    });
    // A number chosen that another row has: the two change places.
    list.addEventListener("change", function (event) {
      var row = event.target.closest("[data-card]");
      var mine = first.indexOf(row);
      if (event.target.value === before[mine]) return;
      first.forEach(function (other, i) {
        if (i !== mine && event.target.value && selectOf(other).value === event.target.value) selectOf(other).value = before[mine];
      });
      arrange(row);
    });
    list.addEventListener("card-over", function (event) {
      var row = event.target;
      var above = rows().filter(function (one) {
        var box = one.getBoundingClientRect();
        return one !== row && box.top + box.height / 2 < event.detail.y;
      }).length;
      if (rows().indexOf(row) !== above) moveTo(row, above);
    });
    list.addEventListener("card-dropped", function (event) { number(event.target); });
    list.addEventListener("card-back", function (event) { arrange(event.target); });
    arrange();
    window.outbox.loaded.then(function () { arrange(); });
  });
})();
