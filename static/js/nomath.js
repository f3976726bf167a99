// A browser without MathML would draw a fraction without its line: a wrong formula. Then the text stands instead.
(function () {
  "use strict";
  var probe = document.createElement("div");
  probe.innerHTML = '<math><mspace height="23px" width="77px"></mspace></math>';
  probe.style.cssText = "position:absolute;visibility:hidden";
  document.body.appendChild(probe);
  var box = probe.firstChild.firstChild.getBoundingClientRect();
  document.body.removeChild(probe);
  if (Math.abs(box.height - 23) > 1 || Math.abs(box.width - 77) > 1) document.documentElement.className += " no-maths";
})();
