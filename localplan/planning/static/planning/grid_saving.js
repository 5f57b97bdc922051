/* Saving of the entry grid, row by row. What was typed stays in localStorage until the server confirms it.
   A patch that was sent is frozen under its key until its answer comes; what is typed meanwhile waits beside it. */
(function () {
  'use strict';
  var d = document, BATCH = 50, REST = 3000, RETRY = 8000, LIMIT = 20000;

  function token() { return (/(?:^|; )csrftoken=([^;]+)/.exec(d.cookie) || [])[1] || ''; }
  function fresh() {
    return Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(16)), function (n) { return ('0' + n.toString(16)).slice(-2); }).join('');
  }
  function empty(x) { return !Object.keys(x).length; }

  /* ui: saved(answer, patch), refused(answer, patch), told(state, rows, toCheck, time), lock(words), totals(sums), restored(patch) */
  window.gridSaving = function (url, prefix, ui) {
    var queue = {}, left = null, busy = false, timer = 0, line = '', time = '', store = window.localStorage;

    function list() { return Object.keys(queue).map(function (id) { return queue[id]; }); }
    function keep(q) { try { store.setItem(prefix + q.id, JSON.stringify(q)); } catch (x) { /* private window: this tab alone */ } }
    function forget(id) { try { store.removeItem(prefix + id); } catch (x) { /* as above */ } }
    function drop(id) { delete queue[id]; if (left) left.push(id); else forget(id); }
    /* While the tab is being left, an answer may come after the next page was written without the row: its draft stays
       for that page, which gets the same answer again. Whoever stays after all has it cleared away here. */
    function stayed() {
      (left || []).forEach(function (id) { if (!queue[id]) forget(id); });
      left = null;
    }
    function tell() {
      var all = list(), held = all.filter(function (q) { return q.held; }).length;
      ui.told(line || (held ? 'err' : all.length ? 'wait' : 'ok'), all.length, held, time);
    }
    function later(ms) { clearTimeout(timer); timer = setTimeout(send, ms); }

    function change(id, version, field, before, after) {
      stayed();
      var q = queue[id] = queue[id] || {id: id, v: version, sent: null, base: {}, set: {}, held: ''};
      if (!(field in q.base)) q.base[field] = before;
      q.set[field] = after;
      if (q.base[field] === after) { delete q.base[field]; delete q.set[field]; }
      if (q.held !== 'gone') q.held = '';
      if (!q.sent && empty(q.set)) drop(id); else keep(q);
      tell();
      later(REST);
      return !!queue[id];
    }

    function send(leaving) {
      clearTimeout(timer);
      if (busy && leaving !== true) return;
      var rows = list().filter(function (q) { return !q.held && (q.sent || !empty(q.set)); }).slice(0, BATCH);
      if (!rows.length) { tell(); return; }
      rows.forEach(function (q) {
        if (q.sent) return;
        q.sent = {key: fresh(), v: q.v, base: q.base, set: q.set};
        q.base = {};
        q.set = {};
        keep(q);
      });
      busy = true;
      tell();
      var body = JSON.stringify({rows: rows.map(function (q) { return Object.assign({id: q.id}, q.sent); })});
      var stop = new AbortController(), limit = setTimeout(function () { stop.abort(); }, LIMIT);
      fetch(url, {method: 'POST', signal: stop.signal, keepalive: leaving === true && body.length < 20000, body: body,
        headers: {'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token()}}).then(function (r) {
        if (!r.ok) throw r;
        return r.json();
      }).then(function (answer) {
        clearTimeout(limit);
        busy = false;
        line = '';
        answer.results.forEach(done);
        if (answer.totals) ui.totals(answer.totals);
        send();
      }, function (wrong) {
        clearTimeout(limit);
        busy = false;
        line = navigator.onLine === false || !wrong.status ? 'off' : 'later';
        if (wrong.status === 404) ui.lock('');
        else if (wrong.status === 401) window.session.ask({requestSubmit: send});
        else later(RETRY);
        tell();
      });
    }

    function done(x) {
      var q = queue[x.id], sent = q && q.sent;
      if (!sent) return; /* answered already: the same rows went twice when the tab was left */
      q.sent = null;
      if (x.status === 'saved') {
        time = x.at;
        q.v = x.v;
        drop(x.id);
        q.id = String(x.record);
        if (!empty(q.set)) { queue[q.id] = q; keep(q); }
        ui.saved(x, q);
        return;
      }
      q.base = Object.assign({}, q.base, sent.base);
      q.set = Object.assign({}, sent.set, q.set);
      q.held = x.status;
      keep(q);
      ui.refused(x, q);
      if (x.closed) ui.lock(x.why);
    }

    /* The person chose in a conflict: `theirs` is what stands there now. */
    function settle(id, version, theirs, mine) {
      var q = queue[id];
      stayed();
      if (!q) return;
      q.v = version;
      q.held = '';
      Object.keys(theirs).forEach(function (f) {
        if (!mine) { delete q.set[f]; delete q.base[f]; } else if (f in q.set) q.base[f] = theirs[f];
      });
      if (empty(q.set)) drop(id); else keep(q);
      send();
    }

    function restore() {
      var found = Object.keys(store).filter(function (k) { return k.indexOf(prefix) === 0; });
      found.forEach(function (k) {
        var q = null;
        try { q = JSON.parse(store.getItem(k)); } catch (x) { store.removeItem(k); }
        if (!q) return;
        q.held = '';
        queue[q.id] = q;
        ui.restored(q);
      });
      if (found.length) send();
      return found.length;
    }

    window.addEventListener('online', function () { line = ''; send(); });
    window.addEventListener('offline', function () { line = 'off'; tell(); });
    d.addEventListener('visibilitychange', function () { if (d.hidden) ui.leaving(); send(d.hidden); });
    window.addEventListener('beforeunload', function (e) {
      ui.leaving();
      if (empty(queue)) return;
      left = left || [];
      setTimeout(stayed, 30000);
      send(true);
      e.preventDefault();
      e.returnValue = '';
    });
    return {change: change, send: send, settle: settle, restore: restore, has: function (id) { return queue[id]; }};
  };
})();
