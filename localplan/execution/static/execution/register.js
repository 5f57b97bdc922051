/* The register of payments: three cells a row, balances that count what is being typed, rows that save when they are full.
   Letter shortcuts test e.code, never e.key: with the Thai layout on, Ctrl+D arrives as "ก". */
(function () {
  'use strict';
  var d = document, F = d.getElementById('register'), box = d.getElementById('money-words');
  if (!F || !F.dataset.save) return;
  var words = box.dataset, B = window.baht, lastDate = '', lastVoucher = '', status = d.getElementById('savest');

  function all(s, r) { return Array.prototype.slice.call((r || F).querySelectorAll(s)); }
  function rows() { return all('tr[data-id]').filter(function (r) { return r.querySelector('[data-f]'); }); }
  function rowOf(id) { return F.querySelector('tr[data-id="' + id + '"]'); }
  function sharesOf(id) { return all('tr[data-of="' + id + '"]'); }
  function ownerOf(x) { var r = x.closest('tr'); return r.dataset.of ? rowOf(r.dataset.of) : r; }
  function cell(r, f) { return r.querySelector('[data-f="' + f + '"]'); }
  function part(s) { return s.querySelector('[data-part]'); }
  function fill(t, n, name) { return t.replace('#', n).replace('@', name || ''); }
  function inputs(r) { return all('[data-f]', r).concat(sharesOf(r.dataset.id).map(part).filter(Boolean)); }

  function cells(r) {
    var found = {};
    all('[data-f]', r).forEach(function (x) { found[x.dataset.f] = x.value.trim(); });
    if (r.dataset.touched) sharesOf(r.dataset.id).forEach(function (s) { found['p' + s.dataset.line] = part(s).value.trim(); });
    return found;
  }
  function isTyped(r) { return all('[data-f]', r).some(function (x) { return x.value.trim(); }); }
  function isFull(r) { return all('[data-f]', r).every(function (x) { return x.value.trim(); }); }
  function put(r, set) {
    Object.keys(set).forEach(function (f) {
      var s = /^p\d+$/.test(f) && F.querySelector('tr[data-of="' + r.dataset.id + '"][data-line="' + f.slice(1) + '"]');
      if (s) { r.dataset.touched = 1; part(s).value = set[f]; } else if (cell(r, f)) cell(r, f).value = set[f];
    });
  }

  /* ---- Balances that already count what stands in the field ---- */
  function left(where, base, minus) {
    var rest = B.satang(base) - minus;
    where.textContent = rest < 0 ? '−' + B.show(-rest) : B.show(rest);
    where.closest('td').classList.toggle('bad', rest < 0);
    return rest;
  }
  function count(r) {
    var x = cell(r, 'amount'), raw = B.read(x.value), gross = raw || 0, shares = sharesOf(r.dataset.id), sum = 0;
    var rest = left(r.querySelector('[data-shows=left]'), r.dataset.left, gross);
    r.querySelector('[data-after]').hidden = !gross;
    if (shares.length && !r.dataset.touched) {
      var parts = B.split(gross, shares.map(function (s) { return {amount: B.satang(s.dataset.amount), left: B.satang(s.dataset.left)}; }));
      shares.forEach(function (s, i) { part(s).value = gross ? B.show(parts[i]) : ''; });
    }
    shares.forEach(function (s) {
      var v = B.read(part(s).value) || 0;
      sum += v;
      left(s.querySelector('[data-shows=left]'), s.dataset.left, v);
    });
    var note = shares.length && shares[shares.length - 1].querySelector('[data-sum]');
    if (note) { if (!note.dataset.was) note.dataset.was = note.textContent; note.textContent = gross ? fill(words.sums, '', B.show(sum)) : note.dataset.was; note.classList.toggle('bad', !!gross && sum !== gross); }
    if (raw === null) x.setAttribute('aria-invalid', 'true');
    else if (rest >= 0) x.removeAttribute('aria-invalid');
    if (rest < 0) message(r, fill(words.over, '', B.show(B.satang(r.dataset.left)))); else if (r.dataset.over) message(r, '');
    r.dataset.over = rest < 0 ? 1 : '';
    foot();
  }

  function foot() {
    var sums = {paid: 0, typed: 0, left: 0};
    all('tr[data-id]').forEach(function (r) {
      var x = cell(r, 'amount'), gross = (x && B.read(x.value)) || 0;
      sums.paid += B.satang(r.dataset.paid);
      sums.typed += gross;
      sums.left += B.satang(r.dataset.left) - gross;
    });
    Object.keys(sums).forEach(function (k) {
      all('[data-foot=' + k + ']').forEach(function (t) { t.textContent = k === 'typed' && !sums[k] ? '' : B.show(sums[k]); });
    });
  }

  /* ---- What a row says of itself ---- */
  function tag(r, look, text) {
    var td = r.querySelector('[data-said]'), t = d.createElement('span'), svg = d.getElementById('money-icon').content.firstElementChild.cloneNode(true);
    if (r.was === undefined) r.was = Array.prototype.slice.call(td.childNodes);
    td.textContent = '';
    if (!look) { td.append.apply(td, r.was); return; }
    t.className = 'tag tag--' + look;
    svg.querySelector('use').setAttribute('href', '#i-' + {done: 'check', prog: 'clock', over: 'over'}[look]);
    t.append(svg, text);
    td.append(t);
    if (look === 'done') r.was = [t];
  }
  function message(r, text) {
    var id = r.dataset.id, old = F.querySelector('[data-msg="' + id + '"]'), after = sharesOf(id).pop() || r, n, c;
    if (old) old.remove();
    r.classList.toggle('is-err', !!text);
    if (!text) return;
    n = d.createElement('tr');
    c = d.createElement('td');
    n.className = 'rowmsg';
    n.dataset.msg = id;
    n.setAttribute('role', 'row');
    c.setAttribute('role', 'cell');
    c.colSpan = 8;
    c.id = 'e-' + id;
    c.textContent = text;
    n.append(c);
    after.after(n);
  }
  function mark(r) {
    inputs(r).forEach(function (x) { x.readOnly = !!sending.has(r.dataset.id); });
    if (isTyped(r)) tag(r, 'prog', words.unsaved); else tag(r, '');
    tell();
  }
  function look(s, icon, text) {
    status.dataset.s = s;
    status.querySelector('use').setAttribute('href', '#i-' + icon);
    if (status.lastElementChild.textContent !== text) status.lastElementChild.textContent = text;
  }
  var state = ['ok', 0, ''];
  function tell() {
    var s = state[0], n = state[1], wrong = all('tr.is-err').length, typing = rows().filter(isTyped).length - n;
    if (s === 'off' || s === 'later') look('off', 'off', fill(words[s], n));
    else if (s === 'wait') look('wait', 'clock', fill(words.wait, n));
    else if (wrong) look('err', 'over', fill(words.check, wrong));
    else if (typing > 0) look('wait', 'clock', fill(words.typing, typing));
    else look('ok', 'check', fill(words.saved, '', state[2]));
  }

  /* ---- Answers ---- */
  var sending = window.moneySending(F.dataset.save, 'draft:' + d.documentElement.dataset.user + ':money:' + F.dataset.draftKey + ':', {
    answered: function (id, x, totals) {
      var r = rowOf(id), text = [];
      if (totals) Object.keys(totals).forEach(function (k) { all('[data-tot=' + k + ']', d).forEach(function (t) { t.textContent = totals[k]; }); });
      if (!r) return;
      inputs(r).forEach(function (i) { i.readOnly = false; i.removeAttribute('aria-invalid'); i.removeAttribute('aria-describedby'); });
      if (x.status === 'saved') {
        inputs(r).forEach(function (i) { i.value = ''; });
        delete r.dataset.touched;
        r.dataset.paid = x.paid;
        r.dataset.left = x.left;
        r.dataset.suggested = x.suggested;
        r.querySelector('[data-shows=paid]').textContent = B.show(B.satang(x.paid));
        sharesOf(id).forEach(function (s) {
          var told = x.shares[s.dataset.line];
          s.dataset.left = told[1];
          s.querySelector('[data-shows=paid]').textContent = B.show(B.satang(told[0]));
        });
        message(r, '');
        count(r);
        tag(r, 'done', x.said);
        return;
      }
      Object.keys(x.errors).forEach(function (f) {
        var c = cell(r, f) || cell(r, 'amount');
        c.setAttribute('aria-invalid', 'true');
        c.setAttribute('aria-describedby', 'e-' + id);
        text.push(x.errors[f]);
      });
      tag(r, 'over', words.wrong);
      message(r, text.join(' '));
      window.say(text.join(' '));
    },
    told: function (s, n, time) { state = [s, n, time || state[2]]; tell(); },
    lock: function () { window.toast(words.gone); inputs(F).forEach(function (x) { x.readOnly = true; }); }
  });

  function save(r) {
    if (!r || sending.has(r.dataset.id) || !isFull(r)) return;
    lastDate = cell(r, 'date').value.trim();
    lastVoucher = cell(r, 'voucher').value.trim();
    sending.put(r.dataset.id, cells(r));
    mark(r);
  }
  function go(x) { if (x) { x.focus(); x.select(); } }

  /* The day of the row above, or of the payment before; the voucher after the last; what is left, or the instalment due. */
  function repeat(x) {
    var r = ownerOf(x), list = rows(), up = list[list.indexOf(r) - 1], f = x.dataset.f, m;
    if (f === 'date') x.value = (up && cell(up, 'date').value.trim()) || lastDate;
    else if (f === 'amount') x.value = B.show(B.satang(r.dataset.suggested));
    else if (f === 'voucher' && (m = /^(.*?)(\d+)(\D.*)?$/.exec(lastVoucher)))
      x.value = m[1] + String(+m[2] + 1).padStart(m[2].length, '0') + (m[3] || '');
    x.dispatchEvent(new Event('input', {bubbles: true}));
  }
  F.addEventListener('keydown', function (e) {
    var x = e.target, c = e.ctrlKey || e.metaKey, r, list, i, mine, to;
    if (!x.matches('[data-f],[data-part]')) return;
    r = ownerOf(x);
    list = rows();
    i = list.indexOf(r);
    if (c && e.code === 'KeyD') { if (!x.readOnly) repeat(x); }
    else if (c && e.code === 'KeyS') { save(r); sending.send(); }
    else if (e.key === 'Enter' && !e.shiftKey && !c) {
      mine = all('[data-f]', r);
      to = isTyped(r) && mine.filter(function (y) { return !y.value.trim(); })[0];
      if (to) go(to);
      else { save(r); go(list[i + 1] && cell(list[i + 1], isTyped(r) || !x.dataset.f ? 'date' : x.dataset.f)); }
    } else if ((e.key === 'ArrowUp' || e.key === 'ArrowDown') && x.dataset.f && !c && !e.altKey) {
      to = list[i + (e.key === 'ArrowUp' ? -1 : 1)];
      go(to && cell(to, x.dataset.f));
    } else return;
    e.preventDefault();
  });
  F.addEventListener('input', function (e) {
    var r = ownerOf(e.target);
    if (e.target.matches('[data-part]')) r.dataset.touched = 1;
    if (e.target.dataset.f === 'amount' && !e.target.value.trim()) delete r.dataset.touched;
    if (r.classList.contains('is-err') && !r.dataset.over) message(r, '');
    e.target.removeAttribute('aria-invalid');
    count(r);
    if (isTyped(r)) sending.keep(r.dataset.id, {set: cells(r)}); else sending.forget(r.dataset.id);
    mark(r);
  });
  F.addEventListener('focusin', function (e) {
    if (!e.target.matches('[data-f],[data-part]')) return;
    var r = ownerOf(e.target);
    all('tr.is-edit').forEach(function (x) { x.classList.remove('is-edit'); });
    [r].concat(sharesOf(r.dataset.id)).forEach(function (x) { x.classList.add('is-edit'); });
  });
  F.addEventListener('focusout', function (e) {
    if (!e.target.matches('[data-f],[data-part]')) return;
    var r = ownerOf(e.target), to = e.relatedTarget;
    if (e.target.matches('[data-money]') && B.read(e.target.value) > 0) e.target.value = B.show(B.read(e.target.value));
    if (to && to.closest && to.closest('tr') && F.contains(to) && ownerOf(to) === r) return;
    if (d.hasFocus() && !r.classList.contains('is-err')) save(r);
  });
  F.addEventListener('submit', function (e) { e.preventDefault(); rows().forEach(save); });
  window.addEventListener('beforeunload', function (e) {
    if (!rows().some(isTyped)) return;
    sending.send(true);
    e.preventDefault();
    e.returnValue = '';
  });

  var back = sending.drafts().filter(function (one) {
    var r = rowOf(one[0]);
    if (!r || !cell(r, 'date')) return false;
    put(r, one[1].set);
    count(r);
    if (one[1].key) sending.put(one[0], one[1].set, one[1].key);
    mark(r);
    return true;
  }).length;
  if (back) window.toast(fill(words.back, back));
  rows().forEach(function (r) { if (!back && isTyped(r)) count(r); });
})();
