// Marks in a text: which words, what they are, and why. Each mark is one hidden field, "start-end|what|why".
(function () {
  "use strict";
  document.querySelectorAll("[data-marking]").forEach(function (marking) {
    var passage = marking.querySelector("[data-passage]");
    var tools = marking.querySelector("[data-tools]");
    var told = tools.querySelector("[data-picked]");
    var list = marking.querySelector("[data-marks]");
    var row = marking.querySelector("[data-mark-row]");
    var tags = Array.prototype.slice.call(tools.querySelectorAll("[data-tag]"));
    var slots = Array.prototype.slice.call(marking.querySelectorAll("[data-mark]"));
    var picked = null;

    marking.classList.add("live");
    slots.forEach(function (slot) { slot.disabled = false; });
    tools.hidden = false;
    marking.querySelectorAll("[data-scripted]").forEach(function (part) { part.hidden = false; });
    marking.querySelectorAll("[data-plain-row]").forEach(function (plain) {
      if (plain.dataset.state !== "unplaced") plain.remove();
    });

    var changed = function (slot, kind) { slot.dispatchEvent(new Event(kind, { bubbles: true })); };

    var marks = function () {
      return slots.map(function (slot) {
        var found = /^(\d+)-(\d+)\|([^|]*)\|?([^]*)$/.exec(slot.value);
        return found && { slot: slot, start: Number(found[1]), end: Number(found[2]), tag: found[3], why: found[4] };
      }).filter(Boolean).sort(function (a, b) { return a.start - b.start || a.end - b.end; });
    };

    var kindOf = function (tag) {
      var found = tags.filter(function (button) { return button.dataset.tag === tag; })[0];
      return found ? found.dataset.kind : "0";
    };

    var line = function (mark, words) {
      var made = document.importNode(row.content, true);
      var tag = made.querySelector("[data-tag-shown]"), why = made.querySelector("[data-why-box]");
      tag.textContent = mark.tag;
      tag.dataset.kind = kindOf(mark.tag);
      tag.hidden = !mark.tag;
      made.querySelector("[data-quote]").textContent = words.map(function (word) { return word.text; }).join(" ");
      if (why) {
        why.value = mark.why;
        why.addEventListener("input", function () { mark.slot.value = mark.start + "-" + mark.end + "|" + mark.tag + "|" + why.value; });
      }
      made.querySelector('[data-act="remove_mark"]').addEventListener("click", function () {
        mark.slot.value = "";
        show();
        changed(mark.slot, "change");
        passage.focus();
      });
      made.firstElementChild.mark = mark.slot;
      list.appendChild(made);
    };

    var show = function () {
      passage.querySelectorAll("sup").forEach(function (number) { number.remove(); });
      passage.words.forEach(function (word) { word.node.classList.remove("in-mark"); });
      list.textContent = "";
      marks().forEach(function (mark, i) {
        var words = passage.words.filter(function (word) { return word.start < mark.end && word.end > mark.start; });
        if (!words.length) return;
        words.forEach(function (word) { word.node.classList.add("in-mark"); word.node.dataset.kind = kindOf(mark.tag); });
        var number = document.createElement("sup");
        number.textContent = String(i + 1);
        words[words.length - 1].node.appendChild(number);
        line(mark, words);
      });
    };

    marking.addEventListener("words-picked", function (event) {
      picked = event.detail;
      tools.classList.toggle("some", Boolean(picked));
      told.textContent = picked ? "“" + picked.quote + "”" : told.dataset.none;
      tags.forEach(function (button) { button.disabled = !picked; });
    });
    passage.addEventListener("keydown", function (event) {
      if ((event.key === "Enter" || event.key === " ") && picked) { event.preventDefault(); tags[0].focus(); }
    });
    tools.addEventListener("click", function (event) {
      var button = event.target.closest("[data-tag]");
      var free = slots.filter(function (slot) { return !slot.value; })[0];
      if (!button || !picked || !free) return;
      free.value = picked.start + "-" + picked.end + "|" + button.dataset.tag + "|";
      passage.dispatchEvent(new Event("pick-nothing"));
      show();
      changed(free, "change");
      var mine = Array.prototype.filter.call(list.children, function (one) { return one.mark === free; })[0];
      (mine.querySelector("[data-why-box]") || passage).focus();
    });
    told.textContent = told.dataset.none;
    show();
    window.outbox.loaded.then(show);
  });
})();
