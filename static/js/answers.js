// What the fields of one question hold: read, put back, and whether that is an answer.
(function () {
  "use strict";
  var fieldsOf = function (card) { return card.querySelectorAll('[name^="a' + card.dataset.place + '."]'); };
  var nameOf = function (field) { return field.name.split(".").slice(1).join("."); };
  var ticked = function (field) { return field.type === "radio" || field.type === "checkbox"; };
  var words = function (text) { return text.trim().split(/\s+/).join(" "); };

  var valueOf = function (card) {
    var value = {};
    fieldsOf(card).forEach(function (field) {
      if (ticked(field) && !field.checked) return;
      if (field.value !== "") value[nameOf(field)] = field.value;
    });
    return value;
  };

  var show = function (card, value) {
    fieldsOf(card).forEach(function (field) {
      var kept = value[nameOf(field)];
      if (ticked(field)) field.checked = kept !== undefined && kept === field.value;
      else field.value = kept === undefined ? field.dataset.begins || "" : kept;
    });
  };

  // How sure somebody is of nothing is no answer, nor is a text to begin from that nobody changed.
  var answered = function (card) {
    return Array.prototype.some.call(fieldsOf(card), function (field) {
      if (nameOf(field) === "sure" || (ticked(field) && !field.checked)) return false;
      return words(field.value) !== words(field.dataset.begins || "");
    });
  };

  // Pairs, places or gaps that nothing was chosen for yet.
  var left = function (card) {
    return Array.prototype.filter.call(fieldsOf(card), function (field) {
      return /^[0-9]+$/.test(nameOf(field)) && !ticked(field) && !field.value.trim();
    }).length;
  };

  window.answers = { fieldsOf: fieldsOf, valueOf: valueOf, show: show, answered: answered, left: left };
})();
