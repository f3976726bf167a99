// A page that waits for news asks every two seconds and gets a few bytes; only when they changed is it fetched again,
// and its live regions are put in place.
(function () {
  "use strict";
  var body = document.body;
  var url = body.dataset.versionUrl;
  if (!url) return;
  var known = body.dataset.version, busy = false, failures = 0;

  var inUse = function (region) {
    return region.contains(document.activeElement) && /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName);
  };

  // The region's own attributes carry its state; what was folded open stays open.
  var replace = function (region, young) {
    var open = Array.prototype.map.call(region.querySelectorAll("details"), function (d) { return d.open; });
    region.innerHTML = young.innerHTML;
    Array.prototype.forEach.call(young.attributes, function (a) { region.setAttribute(a.name, a.value); });
    var folds = region.querySelectorAll("details");
    if (folds.length === open.length) folds.forEach(function (d, i) { d.open = open[i]; });
  };

  // A page with something under way may want to say so first.
  var signedOut = function () {
    if (document.dispatchEvent(new CustomEvent("signed-out", { cancelable: true }))) location.reload();
    throw new Error("signed out");
  };

  var refresh = function (version) {
    return fetch(location.href, { headers: { "X-Part": "live" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401 || answer.redirected) signedOut();
        if (!answer.ok) throw new Error("not now");
        return answer.text();
      })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html");
        var held = false;
        document.querySelectorAll("[data-live]").forEach(function (region) {
          var young = fresh.getElementById(region.id);
          if (!young || young.outerHTML === region.outerHTML) return;
          if (inUse(region)) { held = true; return; }
          replace(region, young);
        });
        if (fresh.title) document.title = fresh.title;
        if (fresh.body.dataset.goTo) location.assign(fresh.body.dataset.goTo);
        if (!held) known = version;
        document.dispatchEvent(new Event("refreshed"));
      });
  };

  var ask = function () {
    if (busy || document.hidden) return;
    busy = true;
    fetch(url, { credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401 || answer.redirected) signedOut();
        if (!answer.ok) throw new Error("not now");
        return answer.text();
      })
      .then(function (version) { if (version !== known) return refresh(version); })
      .then(function () { failures = 0; body.classList.remove("offline"); })
      .catch(function () { failures += 1; if (failures > 2) body.classList.add("offline"); })
      .then(function () { busy = false; });
  };
  setInterval(ask, 2000);
  document.addEventListener("visibilitychange", ask);
})();
