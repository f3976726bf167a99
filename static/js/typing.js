// Typing answers in from paper: Enter goes on to the next field instead of handing in half a test.
(function () {
  "use strict";
  var form = document.querySelector("[data-typing]");
  if (!form) return;
  var FIELDS = "select, textarea, input:not([type=hidden]):not([disabled])";
  form.addEventListener("keydown", function (event) {
    var here = event.target;
    // In a longer text Enter is a new line.
    if (event.key !== "Enter" || !here.matches(FIELDS) || here.matches("textarea")) return;
    event.preventDefault();
    var fields = Array.prototype.filter.call(form.querySelectorAll(FIELDS + ", button"), function (field) {
      // Of one choice only the first is a stop on the way.
      return field.offsetParent && (field.type !== "radio" || field.name !== here.name);
    });
    var next = fields.filter(function (field) {
      return here.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
    })[0];
    if (next) next.focus();
  });
})();
