// A browser without MathML would draw a fraction without its line: a wrong formula. There a picture stands instead,
// with the formula in words as its text; where the picture does not come, the words stay.
(function () {
  "use strict";
  var probe = document.createElement("div");
  probe.innerHTML = '<math><mspace height="23px" width="77px"></mspace></math>';
  probe.style.cssText = "position:absolute;visibility:hidden";
  document.body.appendChild(probe);
  var box = probe.firstChild.firstChild.getBoundingClientRect();
  document.body.removeChild(probe);
  if (Math.abs(box.height - 23) <= 1 && Math.abs(box.width - 77) <= 1) return;
  document.documentElement.className += " no-maths";

  // The picture is drawn for text 16 pixels tall, and takes the size of the text it stands in.
  var draw = function (formula) {
    var words = formula.querySelector(".tex"), picture = new Image();
    var address = formula.getAttribute("data-picture");
    formula.removeAttribute("data-picture");
    picture.onload = function () {
      picture.style.height = picture.naturalHeight / 16 + "em";
      words.hidden = true;
      formula.appendChild(picture);
    };
    picture.className = "formula";
    picture.alt = words.textContent;
    picture.src = address;
  };
  var drawAll = function () {
    Array.prototype.forEach.call(document.querySelectorAll(".maths[data-picture]"), draw);
  };
  drawAll();
  new MutationObserver(drawAll).observe(document.body, { childList: true, subtree: true });
})();
