/* Sending payments behind the scenes. A row that is sent is frozen under its key until its answer comes, so that a try
   again after a lost answer is answered as the first was. What is typed stays in localStorage until it is confirmed. */
(function () {
  'use strict';
  var d = document, RETRY = 8000, LIMIT = 20000;

  function token() { return (/(?:^|; )csrftoken=([^;]+)/.exec(d.cookie) || [])[1] || ''; }
  function fresh() {
    return Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(16)), function (n) { return ('0' + n.toString(16)).slice(-2); }).join('');
  }

  /* ui: answered(id, answer), told(state, frozen, time), lock() */
  window.moneySending = function (url, prefix, ui) {
    var frozen = {}, busy = false, timer = 0, line = '', time = '', store = window.localStorage;

    function keep(id, draft) { try { store.setItem(prefix + id, JSON.stringify(draft)); } catch (x) { /* private window: this tab alone */ } }
    function forget(id) { try { store.removeItem(prefix + id); } catch (x) { /* as above */ } }
    function tell() { var n = Object.keys(frozen).length; ui.told(line || (n ? 'wait' : 'ok'), n, time); }

    function put(id, cells, key) {
      frozen[id] = {key: key || fresh(), set: cells};
      keep(id, frozen[id]);
      send();
    }
    function send(leaving) {
      clearTimeout(timer);
      var ids = Object.keys(frozen).slice(0, 50);
      if ((busy && leaving !== true) || !ids.length) { tell(); return; }
      busy = true;
      tell();
      var stop = new AbortController(), limit = setTimeout(function () { stop.abort(); }, LIMIT);
      var body = JSON.stringify({rows: ids.map(function (id) { return {id: id, key: frozen[id].key, set: frozen[id].set}; })});
      fetch(url, {method: 'POST', signal: stop.signal, keepalive: leaving === true && body.length < 20000, body: body,
        headers: {'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token()}}).then(function (r) {
        if (!r.ok) throw r;
        return r.json();
      }).then(function (answer) {
        clearTimeout(limit);
        busy = false;
        line = '';
        answer.results.forEach(function (x) {
          if (!frozen[x.id]) return; /* answered already: it went twice when the tab was left */
          var cells = frozen[x.id].set;
          delete frozen[x.id];
          if (x.status === 'saved') { time = x.at; forget(x.id); } else keep(x.id, {set: cells});
          ui.answered(x.id, x, answer.totals);
        });
        send();
      }, function (wrong) {
        clearTimeout(limit);
        busy = false;
        line = navigator.onLine === false || !wrong.status ? 'off' : 'later';
        if (wrong.status === 404) ui.lock();
        else if (wrong.status === 401) window.session.ask({requestSubmit: send});
        else timer = setTimeout(send, RETRY);
        tell();
      });
    }
    function drafts() {
      return Object.keys(store).filter(function (k) { return k.indexOf(prefix) === 0; }).map(function (k) {
        try { return [k.slice(prefix.length), JSON.parse(store.getItem(k))]; } catch (x) { store.removeItem(k); return null; }
      }).filter(Boolean);
    }
    window.addEventListener('online', function () { line = ''; send(); });
    window.addEventListener('offline', function () { line = 'off'; tell(); });
    d.addEventListener('visibilitychange', function () { if (d.hidden) send(true); });
    return {put: put, send: send, drafts: drafts, keep: keep, forget: forget, has: function (id) { return frozen[id]; }};
  };
})();
