// A video that goes on where it stopped, with speed and ten seconds back.
(function () {
  "use strict";
  var video = document.querySelector("video[data-video]");
  if (!video) return;
  var last = -1;
  var keep = function () {
    var at = Math.floor(video.currentTime);
    if (at === last) return;
    last = at;
    var body = new URLSearchParams({ csrf: document.documentElement.dataset.csrf, seconds: String(video.ended ? 0 : at) });
    if (navigator.sendBeacon) navigator.sendBeacon(video.dataset.save, body);
    else fetch(video.dataset.save, { method: "POST", body: body, credentials: "same-origin" });
  };
  video.addEventListener("loadedmetadata", function () {
    var place = Number(video.dataset.place);
    if (place > 3 && place < video.duration - 3) {
      video.currentTime = place;
      var note = document.querySelector("[data-resumed]");
      if (note) note.hidden = false;
    }
  });
  video.addEventListener("pause", keep);
  video.addEventListener("ended", keep);
  setInterval(function () { if (!video.paused) keep(); }, 10000);
  window.addEventListener("pagehide", keep);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-skip],[data-speed],[data-seek]");
    if (!button) return;
    if (button.dataset.seek) {
      if (video.hasAttribute("data-own")) return; // the moments are those of the other film: its page opens
      event.preventDefault(); // the notes stand beside the film: no page has to be left for it
      video.currentTime = Number(button.dataset.seek);
      video.play();
      return;
    }
    if (button.dataset.skip) video.currentTime = Math.max(0, video.currentTime + Number(button.dataset.skip));
    else {
      video.playbackRate = Number(button.dataset.speed);
      document.querySelectorAll("[data-speed]").forEach(function (b) { b.removeAttribute("aria-pressed"); });
      button.setAttribute("aria-pressed", "true");
    }
  });
})();
