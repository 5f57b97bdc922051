/* Never lose a keystroke: drafts, the end of the session, locked buttons, the slow line, htmx answers.
   The only file that knows htmx events by name. */
(function () {
  'use strict';
  var d = document, root = d.documentElement, user = root.dataset.user, store = window.localStorage;
  var W = root.lang === 'th'
    ? {again: 'เข้าใช้ต่อแล้ว', more: 'ต่อเวลาแล้ว', wrong: 'เข้าใช้ไม่ได้ ตรวจรหัสผ่านแล้วลองใหม่', line: 'ติดต่อระบบไม่ได้ สิ่งที่พิมพ์ยังอยู่ ลองอีกครั้ง',
       fail: 'ระบบขัดข้อง สิ่งที่พิมพ์ยังอยู่ ลองอีกครั้ง', gone: 'ไม่พบรายการนี้แล้ว เปิดหน้าใหม่', found: 'มีร่างที่พิมพ์ค้างไว้เมื่อ ', use: 'ใช้ร่างนี้', drop: 'ทิ้งร่าง', used: 'ใส่ร่างคืนให้แล้ว ยังไม่ได้บันทึก', at: ' น.'}
    : {again: 'Signed in again', more: 'Time extended', wrong: 'Could not sign in. Check the password and try again', line: 'The system cannot be reached. What you typed is kept; try again',
       fail: 'The system failed. What you typed is kept; try again', gone: 'This is no longer there. Reload the page', found: 'There is a draft you typed at ', use: 'Use this draft', drop: 'Discard draft', used: 'Draft put back; not saved yet', at: ''};

  function token() {
    var m = /(?:^|; )csrftoken=([^;]+)/.exec(d.cookie);
    return m ? m[1] : (d.querySelector('[name=csrfmiddlewaretoken]') || {}).value || '';
  }
  function post(url, data) {
    var body = new FormData();
    for (var k in data || {}) body.set(k, data[k]);
    return fetch(url, {method: 'POST', body: body, headers: {'X-CSRFToken': token(), Accept: 'application/json'}});
  }

  /* ---- The end of the session. The length comes from the server; all tabs share the latest end. ---- */
  var LENGTH = +root.dataset.session * 1000, WARN = 5 * 60000, KEY = 'session-ends:' + user;
  var warning = d.getElementById('session-warning'), login = d.getElementById('session-again'), waiting = null;
  function keep(key, value) { try { store.setItem(key, value); } catch (x) { /* private window: this tab alone */ } }
  var ends = 0;
  function alive() { ends = Date.now() + LENGTH; keep(KEY, ends); if (warning && warning.open) warning.close(); }
  function left() { return Math.max(ends, +store.getItem(KEY) || 0) - Date.now(); }
  function ask(form, button) {
    if (form) form.__button = button;
    waiting = form || waiting;
    if (warning && warning.open) warning.close();
    if (login && !login.open) login.showModal();
  }
  function watch() {
    var ms = left();
    if (ms <= 0) ask();
    else if (ms <= WARN && warning && !warning.open && !login.open) warning.showModal();
    else if (ms > WARN && warning && warning.open) warning.close();
  }
  if (user && LENGTH) { alive(); setInterval(watch, 15000); }
  if (warning) warning.querySelector('form').addEventListener('submit', function (e) {
    e.preventDefault();
    post(e.target.action).then(function (r) {
      if (r.ok) { alive(); window.toast(W.more); } else ask();
    }, function () { window.toast(W.line); });
  });
  if (login) login.querySelector('form').addEventListener('submit', function (e) {
    e.preventDefault();
    var form = e.target, say = form.querySelector('.err'), field = form.elements.password;
    post(form.action, {username: form.elements.username.value, acting: form.elements.acting.value, password: field.value}).then(function (r) {
      if (r.ok) {
        field.value = '';
        say.hidden = true;
        login.close();
        alive();
        window.toast(W.again);
        if (waiting) { var f = waiting; waiting = null; if (f.requestSubmit) f.requestSubmit(f.__button); else f.submit(); }
        return;
      }
      return r.text().then(function (t) {
        try { t = JSON.parse(t).message; } catch (x) { t = ''; }
        say.lastChild.textContent = t || W.wrong;
        say.hidden = false;
        field.focus();
      });
    }, function () { window.toast(W.line); });
  });

  /* ---- Sending: fresh token, one click only, a thin bar after 400 ms. ---- */
  var bar = null, timer = 0;
  function busy(on) {
    clearTimeout(timer);
    if (on) timer = setTimeout(function () { bar = bar || d.createElement('div'); bar.className = 'slowline'; d.body.append(bar); }, 400);
    else if (bar) bar.remove();
  }
  function lock(form, on) {
    form.querySelectorAll('button:not([type=button])').forEach(function (b) {
      if (on) { b.setAttribute('aria-disabled', 'true'); b.dataset.sending = ''; }
      else if ('sending' in b.dataset) { b.removeAttribute('aria-disabled'); delete b.dataset.sending; }
    });
  }
  d.addEventListener('submit', function (e) {
    var f = e.target;
    if (e.defaultPrevented || f.method === 'dialog' || f.hasAttribute('hx-post')) return;
    if (f.dataset.sending) { e.preventDefault(); return; }
    if (f.method === 'post') {
      if (LENGTH && left() <= 0 && !f.hasAttribute('data-signout')) { e.preventDefault(); ask(f, e.submitter); return; }
      var c = f.elements.csrfmiddlewaretoken;
      if (c && token()) c.value = token();
    }
    if (f.hasAttribute('data-signout')) forget();
    if (f.dataset.draft !== undefined) { save(f); keep('sent:' + key(f), Date.now()); }
    f.dataset.sending = '1';
    setTimeout(function () { lock(f, true); }, 0);
    busy(true);
    setTimeout(free, 20000); /* a form that answers with a file leaves the page where it is */
  });
  function free() {
    busy(false);
    d.querySelectorAll('form[data-sending]').forEach(function (f) { delete f.dataset.sending; lock(f, false); });
  }
  window.addEventListener('pageshow', free);
  /* Ctrl+S saves the form in hand; the physical key, so that it works with the Thai layout on. */
  d.addEventListener('keydown', function (e) {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.code !== 'KeyS') return;
    var f = d.activeElement && d.activeElement.closest && d.activeElement.closest('form[data-draft]');
    if (f && f.requestSubmit) { e.preventDefault(); f.requestSubmit(); }
  });

  /* ---- Drafts of forms marked data-draft="name": this person, this browser, until saved or signed out. ---- */
  function key(f) { return 'draft:' + user + ':' + location.pathname + ':' + f.dataset.draft; }
  function read(f) {
    var v = {};
    Array.prototype.forEach.call(f.elements, function (x) {
      if (!x.name || /^(password|file|hidden|submit|button)$/.test(x.type) || x.closest('[data-no-draft]')) return;
      var many = v[x.name] = v[x.name] || [];
      if (x.type === 'checkbox' || x.type === 'radio') { if (x.checked) many.push(x.value); }
      else if (x.type === 'select-multiple') Array.prototype.forEach.call(x.selectedOptions, function (o) { many.push(o.value); });
      else many.push(x.value);
    });
    return JSON.stringify(v);
  }
  function write(f, v) {
    var seen = {};
    Array.prototype.forEach.call(f.elements, function (x) {
      var many = v[x.name];
      if (!many) return;
      if (x.type === 'checkbox' || x.type === 'radio') x.checked = many.indexOf(x.value) >= 0;
      else if (x.type === 'select-multiple') Array.prototype.forEach.call(x.options, function (o) { o.selected = many.indexOf(o.value) >= 0; });
      else { var i = seen[x.name] = (seen[x.name] || 0) + 1; if (many[i - 1] !== undefined) x.value = many[i - 1]; }
      x.dispatchEvent(new Event('change', {bubbles: true}));
    });
  }
  function save(f) { var v = read(f); if (v !== f.__last) { f.__last = v; if (v !== f.__first) keep(key(f), JSON.stringify({at: Date.now(), values: v})); else store.removeItem(key(f)); } }
  function forget() {
    Object.keys(store).forEach(function (k) { if (/^(draft|sent|session-ends):/.test(k)) store.removeItem(k); });
  }
  function offer(f, kept) {
    var at = new Date(kept.at), box = d.createElement('div'), p = d.createElement('p'), row = d.createElement('div');
    box.className = 'note note--info draft';
    p.textContent = W.found + ('0' + at.getHours()).slice(-2) + ':' + ('0' + at.getMinutes()).slice(-2) + W.at;
    row.className = 'btnrow';
    [[W.use, function () { write(f, JSON.parse(kept.values)); window.toast(W.used); }], [W.drop, function () { store.removeItem(key(f)); }]].forEach(function (x) {
      var b = d.createElement('button');
      b.type = 'button';
      b.className = 'btn btn--s';
      b.textContent = x[0];
      b.addEventListener('click', function () { x[1](); box.remove(); });
      row.append(b);
    });
    box.append(p, row);
    f.prepend(box);
  }
  function drafts(scope) {
    scope.querySelectorAll('form[data-draft]').forEach(function (f) {
      if (f.__first !== undefined) return;
      f.__first = f.__last = read(f);
      var kept = null, sent = store.getItem('sent:' + key(f));
      try { kept = JSON.parse(store.getItem(key(f))); } catch (x) { kept = null; }
      store.removeItem('sent:' + key(f));
      if (kept && sent && !f.querySelector('[aria-invalid=true],.err')) { store.removeItem(key(f)); kept = null; }
      if (kept && kept.values !== f.__first) offer(f, kept);
    });
  }
  /* A form that was saved leads to another page: its draft is done with once that page has come. */
  function settle() {
    Object.keys(store).forEach(function (k) {
      if (k.indexOf('sent:' + 'draft:' + user + ':') !== 0 || d.querySelector('[aria-invalid=true],#problems')) return;
      var name = k.slice(5), here = Array.prototype.some.call(d.querySelectorAll('form[data-draft]'), function (f) { return key(f) === name; });
      if (!here && Date.now() - store.getItem(k) < 60000) { store.removeItem(name); store.removeItem(k); }
    });
  }
  drafts(d);
  settle();
  setInterval(function () { d.querySelectorAll('form[data-draft]').forEach(function (f) { if (f.__first !== undefined && !f.dataset.sending) save(f); }); }, 2000);

  /* ---- htmx ---- */
  d.addEventListener('htmx:configRequest', function (e) { if (token()) e.detail.headers['X-CSRFToken'] = token(); });
  d.addEventListener('htmx:beforeRequest', function (e) { busy(true); if (e.detail.elt.matches('form')) lock(e.detail.elt, true); });
  d.addEventListener('htmx:afterRequest', function (e) {
    var f = e.detail.elt, status = e.detail.xhr && e.detail.xhr.status;
    busy(false);
    if (f.matches('form')) { lock(f, false); if (f.dataset.draft !== undefined && status >= 200 && status < 300) store.removeItem(key(f)); }
    if (status && status < 400 && LENGTH) alive();
  });
  d.addEventListener('htmx:responseError', function (e) {
    var status = e.detail.xhr.status;
    if (status === 401) ask();
    else window.toast(status === 404 ? W.gone : W.fail);
  });
  d.addEventListener('session-expired', function () { ask(); });
  d.addEventListener('htmx:sendError', function () { window.toast(W.line); });
  d.addEventListener('htmx:timeout', function () { window.toast(W.line); });
  d.addEventListener('htmx:load', function (e) { drafts(e.target.parentNode || d); });
  window.session = {ask: ask, post: post};
})();
