// A name typed above the table leaves only the rows that hold it.
(function () {
  "use strict";
  var box = document.querySelector("[data-filter]");
  if (!box) return;
  var input = box.querySelector("input");
  box.hidden = false;

  var plain = function (text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim();
  };
  var sift = function () {
    var wanted = plain(input.value);
    document.querySelectorAll(box.dataset.filter + " tbody tr").forEach(function (row) {
      row.hidden = wanted !== "" && plain(row.dataset.name || "").indexOf(wanted) < 0;
    });
  };
  input.addEventListener("input", sift);
  document.addEventListener("refreshed", sift);
})();
