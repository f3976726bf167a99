// Answers are kept on this computer until the server has said that they are on its disk.
//
// IndexedDB (strict) first: localStorage alone loses seconds when a browser is killed; it is only a mirror. Each record
// carries its attempt's own token, so that it is still delivered after sign-out or by the next student's page. The
// revision counts up from the server's number: a netbook's clock may stand in 2009.
(function () {
  "use strict";
  var STORE = "answers", MIRROR = "classroom-outbox";
  var records = {}, listeners = [], database = null, sending = {}, tries = 0, timer = null, refused = false, said = "";

  var opening = new Promise(function (resolve) {
    var request;
    try { request = indexedDB.open("classroom", 1); } catch (e) { resolve(null); return; }
    request.onupgradeneeded = function () { request.result.createObjectStore(STORE, { keyPath: "key" }); };
    request.onsuccess = function () { resolve(request.result); };
    request.onerror = function () { resolve(null); };
  }).then(function (found) { database = found; });

  var mirror = function () {
    try { localStorage.setItem(MIRROR, JSON.stringify(records)); return true; } catch (e) { return false; }
  };

  var store = function (record) {
    var mirrored = mirror();
    return opening.then(function () {
      if (!database) return mirrored;
      return new Promise(function (resolve) {
        var change;
        try { change = database.transaction([STORE], "readwrite", { durability: "strict" }); }
        catch (e) { resolve(mirrored); return; }
        if (record.gone) change.objectStore(STORE).delete(record.key);
        else change.objectStore(STORE).put(record);
        change.oncomplete = function () { resolve(true); };
        change.onabort = change.onerror = function () { resolve(mirrored); };
      });
    });
  };

  var forget = function (record) {
    if (records[record.key] === record) delete records[record.key];
    return store({ key: record.key, gone: true });
  };

  var tell = function () {
    var waiting = Object.keys(records).length;
    listeners.forEach(function (f) { f({ waiting: waiting, refused: refused, failing: tries > 0 || !navigator.onLine, said: said }); });
  };

  var later = function () {
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(1000 * Math.pow(2, Math.min(tries, 5)), 30000) * (0.7 + Math.random() * 0.6));
  };

  // How long ago it was typed: after the bell the server asks. A record of an older page is old.
  var packed = function (record) {
    var ago = Math.max(0, Date.now() - (record.at || 0)) / 1000;
    return JSON.stringify({ rev: record.rev, op: record.op, tok: record.tok, value: record.value, ago: ago });
  };

  var sendOne = function (record) {
    if (sending[record.key]) return Promise.resolve();
    sending[record.key] = true;
    var control = new AbortController();
    var limit = setTimeout(function () { control.abort(); }, 8000);
    return fetch(record.url, { method: "PUT", body: packed(record),
      headers: { "Content-Type": "application/json" }, signal: control.signal, redirect: "error", credentials: "same-origin" })
      .then(function (answer) {
        // Only the server's own "saved" counts: a redirect, an error page or a captive portal is not it.
        if (answer.status === 409 || answer.status === 404 || answer.status === 400) {
          return answer.json().then(function (told) {
            if (!told || told.saved) throw new Error("not ours");
            told.key = record.key;
            document.dispatchEvent(new CustomEvent("outbox-over", { detail: told }));
            return forget(record);
          });
        }
        // It cannot save now, and says why: its card may be full.
        if (answer.status >= 500) {
          return answer.json().then(function (told) { throw { said: told && told.say }; });
        }
        if (answer.status !== 200) throw new Error("not now");
        return answer.json().then(function (told) {
          if (typeof told.rev !== "number" || (told.saved !== true && told.saved !== false)) throw new Error("not ours");
          tries = 0;
          if (told.saved) return forget(record);
          // Another tab saved meanwhile: count on from there, so that what was typed last stands.
          if (records[record.key] === record) {
            record.rev = told.rev + 1;
            record.op = window.classroom.freshOp();
            record.again = (record.again || 0) + 1;
            if (record.again > 2) { tries += 1; later(); }
            document.dispatchEvent(new CustomEvent("outbox-rev", { detail: record }));
            return store(record);
          }
        });
      })
      .catch(function (why) { said = (why && why.said) || ""; tries += 1; later(); })
      .then(function () {
        clearTimeout(limit);
        sending[record.key] = false;
        // What was typed while this was under way goes next.
        if (records[record.key] && tries === 0) return sendOne(records[record.key]);
        tell();
      });
  };

  var flush = function () {
    clearTimeout(timer);
    return Promise.all(Object.keys(records).map(function (key) { return sendOne(records[key]); })).then(tell);
  };

  var put = function (url, token, rev, value) {
    var record = { key: url, url: url, tok: token, rev: rev, op: window.classroom.freshOp(), value: value, at: Date.now() };
    records[url] = record;
    var kept = store(record).then(function (ok) { refused = !ok; tell(); });
    tell();
    return kept.then(function () { if (tries === 0 || navigator.onLine) return sendOne(record); });
  };

  var load = opening.then(function () {
    var found = {};
    try { found = JSON.parse(localStorage.getItem(MIRROR) || "{}"); } catch (e) { found = {}; }
    return new Promise(function (resolve) {
      if (!database) { resolve([]); return; }
      var request = database.transaction([STORE]).objectStore(STORE).getAll();
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { resolve([]); };
    }).then(function (kept) {
      // The mirror holds what was typed as a page closed, too late for the database; what it holds too long is
      // an older revision, or an answer that the server has already, and changes nothing there.
      kept.concat(Object.keys(found).map(function (k) { return found[k]; })).forEach(function (record) {
        var mine = records[record.key];
        if (!mine || record.rev > mine.rev) records[record.key] = record;
      });
      mirror();
    });
  });

  window.addEventListener("online", function () { tries = 0; flush(); });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) { tries = 0; flush(); return; }
    Object.keys(records).forEach(function (key) {
      if (navigator.sendBeacon) navigator.sendBeacon(records[key].url, packed(records[key]));
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (refused && Object.keys(records).length) { event.preventDefault(); event.returnValue = ""; }
  });
  setInterval(function () { if (Object.keys(records).length) flush(); }, 15000);

  window.outbox = {
    ready: load.then(flush, flush),
    loaded: load,
    put: put,
    flush: flush,
    waiting: function (prefix) { return Object.keys(records).filter(function (k) { return k.indexOf(prefix) === 0; }); },
    record: function (key) { return records[key]; },
    onChange: function (f) { listeners.push(f); }
  };
})();
