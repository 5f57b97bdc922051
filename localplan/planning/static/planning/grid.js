/* The entry grids: editing like a spreadsheet over a table that the server wrote. One tab stop; saving is grid_saving.js.
   Cells are text, money, choice (a list in #grid-choices) or pick (two codes: window.gridPick shows and asks).
   A new row takes the data-group of its tbody, where the table names a data-group-field.
   Letter shortcuts test e.code, never e.key: with the Thai layout on, Ctrl+Z arrives as "ผ" and 1 as "ๅ". */
(function () {
  'use strict';
  var d = document, T = d.querySelector('[data-grid]'), words = d.getElementById('grid-words').dataset;
  if (!T) return;
  var cur = null, inp = null, old = '', typedOver = false, undone = [], count = 0, locked = false, closing = false;
  var status = d.getElementById('savest'), calm = status.lastChild.textContent, choices = d.getElementById('grid-choices').content, picker = window.gridPick;
  var nf = new Intl.NumberFormat('en-US', {maximumFractionDigits: 2});

  function $(s, r) { return (r || T).querySelector(s); }
  function all(s, r) { return Array.prototype.slice.call((r || T).querySelectorAll(s)); }
  function rowOf(c) { return c.closest('tr'); }
  function rows() { return all('tr[data-id]'); }
  function stops(r) { return all('[data-f],a[data-go]:not([hidden])', r); }
  function find(id) { return $('tr[data-id="' + id + '"]'); }
  function isMoney(c) { return c.dataset.t === 'money'; }
  function listOf(c) { return choices.querySelector('select[data-for="' + c.dataset.f + '"]') || choices.querySelector('select'); }
  function label(c) { return T.tHead.rows[0].cells[c.cellIndex].textContent; }
  function say(t) { window.say(t); }
  function fill(t, number, name) { return t.replace('#', number).replace('@', name || ''); }

  /* ---- Values: amounts as the server writes them, "" not planned, "0" zero; null when it cannot be read. ---- */
  function money(raw) {
    var k = 1, s = raw.replace(/[๐-๙]/g, function (c) { return c.charCodeAt(0) - 0xe50; }).replace(/[฿\s\u00a0]/g, '').replace(/บาท$/, '');
    if (/^[-–—]$/.test(s)) return '0';
    s = s.replace(/(ล้าน|แสน|หมื่น|พัน)$/, function (w) { k = {'ล้าน': 1e6, 'แสน': 1e5, 'หมื่น': 1e4, 'พัน': 1e3}[w]; return ''; });
    if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(s)) s = s.replace(/,/g, '');
    if (k > 1 && /^\d+(\.\d+)?$/.test(s)) s = String(Math.round(s * k * 100) / 100);
    if (s && !/^\d+(\.\d{1,2})?$/.test(s)) return null;
    return s.replace(/^0+(?=\d)/, '').replace(/\.0+$/, '').replace(/(\.\d)$/, '$10');
  }
  function shown(c, v) {
    if (isMoney(c)) return v === '' ? '' : +v ? nf.format(v) : '-';
    if (c.dataset.t === 'pick') return picker.words(v);
    if (c.dataset.t !== 'choice') return v;
    var o = listOf(c).querySelector('option[value="' + v + '"]');
    return o ? o.dataset.short || o.textContent : '';
  }
  function val(c) { return c.dataset.t === 'text' ? c.textContent : c.dataset.v; }
  function put(c, v) {
    if (c.dataset.t !== 'text') c.dataset.v = v;
    if (c.dataset.t === 'pick') picker.show(c, v); else c.textContent = shown(c, v);
  }
  function sum(r) {
    var cents = 0, box = $('[data-sum]', r);
    if (!box) return;
    all('[data-t=money]', r).forEach(function (c) { cents += Math.round(c.dataset.v * 100); });
    box.textContent = cents ? nf.format(cents / 100) : '-';
  }

  /* ---- Moving ---- */
  function tabs(c) { if (cur) cur.tabIndex = -1; var was = cur && rowOf(cur); cur = c; c.tabIndex = 0; if (was && was !== rowOf(c)) saving.send(); }
  function go(c, edit) {
    if (!c) return;
    tabs(c);
    c.focus();
    var bar = d.querySelector('.gridbar').getBoundingClientRect(), top = c.getBoundingClientRect().top;
    if (getComputedStyle(d.querySelector('.gridbar')).position === 'sticky' && top < bar.bottom + 40) window.scrollBy(0, top - bar.bottom - 44);
    if (edit) begin();
  }
  function move(dx, dy, edit) {
    var rs = rows(), j = rs.indexOf(rowOf(cur)), cs = stops(rs[j]), i = cs.indexOf(cur) + dx;
    if (i < 0 && j) i = stops(rs[--j]).length - 1;
    else if (i >= cs.length && j < rs.length - 1) { i = 0; j++; }
    j = Math.max(0, Math.min(rs.length - 1, j + dy));
    if (dy) { var same = $('[data-f="' + cur.dataset.f + '"]', rs[j]); go(same || stops(rs[j])[0], edit); }
    else { cs = stops(rs[j]); go(cs[Math.max(0, Math.min(cs.length - 1, i))], edit); }
  }

  /* ---- Editing one cell ---- */
  function begin(typed) {
    if (inp || locked || !cur.dataset.f) return;
    var c = cur, kind = c.dataset.t;
    if (kind === 'pick') {
      picker.open(val($('[data-f=name]', rowOf(c))), val(c), typed, function (v) { if (v !== null) assign(c, v); go(c); });
      return;
    }
    old = val(c);
    typedOver = typed !== undefined;
    if (kind === 'choice') inp = listOf(c).cloneNode(true);
    else {
      inp = d.createElement(c.dataset.f === 'name' ? 'textarea' : 'input');
      inp.className = 'cell';
      if (kind === 'money') inp.inputMode = 'decimal';
      else if (c.dataset.f === 'unit') inp.setAttribute('list', 'grid-units');
    }
    inp.setAttribute('aria-label', label(c));
    inp.value = typedOver && kind !== 'choice' ? typed : kind === 'money' ? (old && nf.format(old)) : old;
    c.textContent = '';
    c.append(inp);
    rowOf(c).classList.add('is-edit');
    inp.focus();
    if (!typedOver && inp.select) inp.select();
  }
  function end(keep) {
    if (!inp) return true;
    var c = cur, q, v = isMoney(c) && keep ? money(inp.value) : inp.value.trim().replace(/\s+/g, ' ');
    if (v === null) {
      inp.setAttribute('aria-invalid', 'true');
      c.classList.add('bad-c');
      message(rowOf(c), words.number);
      say(words.number);
      inp.focus();
      return false;
    }
    inp = null;
    closing = true;
    rowOf(c).classList.remove('is-edit');
    put(c, old);
    closing = false;
    if (keep) assign(c, v);
    q = saving.has(rowOf(c).dataset.id);
    if (!q || !q.held) { c.classList.remove('bad-c'); message(rowOf(c), ''); }
    return true;
  }
  function assign(c, v, silent) {
    var before = val(c), r = rowOf(c), id = r.dataset.id;
    if (before === v || locked) return;
    if (!silent) undone.push([c, before]);
    put(c, v);
    sum(r);
    if (/^new/.test(id) && !saving.has(id) && T.dataset.groupField) saving.change(id, 0, T.dataset.groupField, '', r.parentNode.dataset.group);
    mark(r, saving.change(id, +r.dataset.v, c.dataset.f, before, v) ? 'wait' : '');
  }

  /* ---- What a row says of itself ---- */
  function mark(r, state) {
    var why = $('.st', r).dataset.why, note = $('.st', r).dataset.note, look = {wait: ['clock', words.waiting], saved: ['check', words.just], err: ['over', words.wrong], conf: ['people', words.both]}[state];
    r.classList.remove('is-wait', 'is-saved', 'is-err', 'is-conf', 'is-todo');
    if (state && !(state === 'saved' && why)) r.classList.add('is-' + state); else if (why) r.classList.add('is-todo');
    if (!look || (state === 'saved' && (why || note))) look = why ? ['over', words.lacks + ' ' + why] : note ? ['info', note] : ['check', words.whole];
    var box = $('.st span', r);
    box.className = look[0] === 'over' ? 'bad' : look[0] === 'check' ? 'ok' : '';
    $('svg', box).setAttribute('aria-label', look[1]);
    $('use', box).setAttribute('href', '#i-' + look[0]);
  }
  function message(r, t, more) {
    var n = r.nextElementSibling, cell = d.createElement('td');
    if (n && n.classList.contains('rowmsg')) n.remove();
    if (!t) return;
    n = d.createElement('tr');
    n.className = 'rowmsg' + (more ? ' rowmsg--conf' : '');
    cell.colSpan = T.tHead.rows[0].cells.length;
    if (more) { var b = d.createElement('b'); b.textContent = t; cell.append(b, more); } else cell.textContent = t;
    n.append(cell);
    r.after(n);
  }
  function button(t, act, main) {
    var b = d.createElement('button');
    b.type = 'button';
    b.className = 'btn btn--s' + (main ? ' btn--p' : '');
    b.textContent = t;
    b.addEventListener('click', act);
    return b;
  }
  function conflict(r, x, q) {
    var box = d.createElement('div'), table = d.createElement('table'), line = d.createElement('div');
    function add(cells, head, num) {
      var tr = d.createElement('tr');
      cells.forEach(function (t, i) { var c = d.createElement(head || !i ? 'th' : 'td'); if (head || !i) c.scope = head ? 'col' : 'row'; c.textContent = t; if (i && num) c.className = 'num'; tr.append(c); });
      table.append(tr);
    }
    function choose(mine) {
      return function () {
        if (!mine) Object.keys(x.values).forEach(function (f) { var c = $('[data-f="' + f + '"]', r); if (c) put(c, x.values[f]); });
        r.dataset.v = x.v;
        message(r, '');
        sum(r);
        mark(r, 'wait');
        saving.settle(r.dataset.id, x.v, x.values, mine);
        if (!saving.has(r.dataset.id)) mark(r, 'saved');
        go(stops(r)[0]);
      };
    }
    table.className = 'cmp';
    line.className = 'btnrow';
    add([words.field, words.before, words.mine, fill(words.theirs, '', x.by)], true);
    Object.keys(x.values).forEach(function (f) {
      var c = $('[data-f="' + f + '"]', r);
      add([label(c), shown(c, q.base[f] || ''), shown(c, q.set[f]), shown(c, x.values[f])], false, isMoney(c));
    });
    line.append(button(words.usemine, choose(true), true), button(fill(words.usetheirs, '', x.by), choose(false)));
    box.append(table, line);
    message(r, fill(words.conflict, x.at, x.by), box);
    say(fill(words.conflict, x.at, x.by));
  }

  /* ---- Answers ---- */
  var saving = window.gridSaving(T.dataset.save, 'draft:' + d.documentElement.dataset.user + ':grid:' + T.dataset.grid + ':', {
    saved: function (x, q) {
      var r = find(x.id), there = find(q.id);
      if (!r) return;
      if (there && there !== r) { r.remove(); r = there; } /* a draft of a row that the page already has */
      if (r.dataset.id !== q.id) {
        r.dataset.id = q.id;
        var a = $('a[data-go]', r);
        if (a) { a.href = T.dataset.form.replace(/0(?=\/?$)/, q.id); a.hidden = false; a.append(words.fresh); }
      }
      r.dataset.v = x.v;
      $('.st', r).dataset.why = x.why;
      $('.st', r).dataset.note = x.note || '';
      Object.keys(x.shown || {}).forEach(function (k) { all('[data-show=' + k + ']', r).forEach(function (t) { t.textContent = x.shown[k]; }); });
      message(r, '');
      all('[data-f]', r).forEach(function (c) {
        var f = c.dataset.f;
        c.classList.toggle('bad-c', x.lacks.indexOf(f) >= 0);
        c.removeAttribute('aria-invalid');
        if (f in x.values && !(f in q.set) && !(inp && c === cur)) put(c, x.values[f]);
      });
      sum(r);
      mark(r, saving.has(q.id) ? 'wait' : 'saved');
    },
    refused: function (x, q) {
      var r = find(x.id), text = [];
      if (!r) return;
      if (x.status === 'conflict') { mark(r, 'conf'); conflict(r, x, q); return; }
      mark(r, 'err');
      Object.keys(x.errors || {}).forEach(function (f) {
        var c = $('[data-f="' + f + '"]', r);
        if (c) { c.classList.add('bad-c'); c.setAttribute('aria-invalid', 'true'); }
        text.push(x.errors[f]);
      });
      message(r, text.length ? text.concat(words.mend).join(' ') : x.why);
      say(text.join(' ') || x.why);
    },
    told: function (s, n, held, time) {
      var look = {ok: ['check', time ? fill(words.saved, '', time) : calm], wait: ['clock', fill(words.wait, n)], off: ['off', fill(words.off, n)], later: ['off', fill(words.later, n)], err: ['over', fill(words.check, held)]}[s];
      status.dataset.s = s === 'later' ? 'off' : s;
      $('use', status).setAttribute('href', '#i-' + look[0]);
      if (status.lastChild.textContent !== look[1]) status.lastChild.textContent = look[1];
    },
    totals: function (sums) {
      Object.keys(sums).forEach(function (k) { all('[data-tot=' + k + ']', d).forEach(function (t) {
        t.textContent = sums[k];
        if ('wanted' in t.dataset) { t.parentNode.classList.toggle('is-bad', sums[k] !== t.dataset.wanted); t.parentNode.classList.toggle('is-ok', sums[k] === t.dataset.wanted); }
      }); });
    },
    lock: function (why) {
      var note = d.getElementById('grid-locked');
      locked = true;
      end(false);
      note.querySelector('p').textContent = (why ? why + ' ' : '') + words.gone;
      note.hidden = false;
    },
    restored: function (q) {
      var r = find(q.id) || (/^new/.test(q.id) && added(q.id, (q.sent || q).set[T.dataset.groupField]));
      if (!r) return;
      [q.sent ? q.sent.set : {}, q.set].forEach(function (set) {
        Object.keys(set).forEach(function (f) { var c = $('[data-f="' + f + '"]', r); if (c) put(c, set[f]); });
      });
      sum(r);
      mark(r, 'wait');
    },
    leaving: function () { end(true); }
  });

  function added(id, group) {
    var body = $('tbody[data-group="' + (group || '') + '"]') || T.tBodies[0];
    var r = d.getElementById('grid-row').content.querySelector('tr').cloneNode(true);
    r.dataset.id = id;
    body.append(r);
    return r;
  }

  /* Thai layout: the number row types ๅ/-ภถุึคตจ. In a cell for money the physical key counts. */
  function digit(e) {
    if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey || !isMoney(cur)) return '';
    var m = /^Digit(\d)$/.exec(e.code);
    return m ? (m[1] === e.key ? '' : m[1]) : e.code === 'Period' && e.key !== '.' ? '.' : '';
  }

  function editingKey(e) {
    var k = e.key, n = digit(e), plain = typedOver && inp.tagName !== 'SELECT';
    if (n) inp.setRangeText(n, inp.selectionStart, inp.selectionEnd, 'end');
    else if (k === 'Enter' && !e.shiftKey) { if (end(true)) move(0, 1); }
    else if (k === 'Tab') { if (end(true)) move(e.shiftKey ? -1 : 1, 0, true); }
    else if (k === 'Escape') { end(false); go(cur); }
    else if ((e.ctrlKey || e.metaKey) && e.code === 'KeyS') { if (end(true)) { go(cur); saving.send(); } }
    else if (plain && (k === 'ArrowUp' || k === 'ArrowDown')) { if (end(true)) move(0, k === 'ArrowUp' ? -1 : 1); }
    else return;
    e.preventDefault();
  }
  function above() {
    var rs = rows(), up = rs[rs.indexOf(rowOf(cur)) - 1], c = up && cur.dataset.f && $('[data-f="' + cur.dataset.f + '"]', up);
    if (c) assign(cur, val(c));
  }
  function undo() {
    var u = undone.pop();
    if (!u || !u[0].isConnected) return;
    assign(u[0], u[1], true);
    go(u[0]);
    say(words.undone);
  }
  var ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -10], PageDown: [0, 10]};
  function movingKey(e) {
    var k = e.key, c = e.ctrlKey || e.metaKey, rs, cs;
    if (c && e.code === 'KeyZ') undo();
    else if (c && e.code === 'KeyS') saving.send();
    else if (c && e.code === 'KeyD') above();
    else if (k === 'Home' || k === 'End') {
      rs = rows();
      cs = stops(!c ? rowOf(cur) : k === 'Home' ? rs[0] : rs[rs.length - 1]);
      go(cs[k === 'Home' ? 0 : cs.length - 1]);
    } else if (c || e.altKey) return;
    else if (ARROWS[k]) move(ARROWS[k][0], ARROWS[k][1]);
    else if (!cur.dataset.f) return; /* the link to the row's page */
    else if (k === 'Enter' || k === 'F2') begin();
    else if ((k === 'Delete' || k === 'Backspace')) { if (isMoney(cur) || cur.dataset.t === 'pick') assign(cur, ''); }
    else if (k.length === 1 && (cur.dataset.t === 'choice' || cur.dataset.t === 'pick')) { begin(''); return; } /* the list takes the letter itself */
    else if (k.length === 1) begin(digit(e) || k);
    else return;
    e.preventDefault();
  }
  T.addEventListener('keydown', function (e) {
    var c = e.target.closest('[data-f],a[data-go]');
    if (!c) return;
    if (inp) editingKey(e); else movingKey(e);
  });
  T.addEventListener('focusin', function (e) {
    var c = e.target.closest('[data-f],a[data-go]');
    if (c && c !== cur && !inp) tabs(c);
  });
  T.addEventListener('focusout', function (e) {
    if (closing || (e.relatedTarget && T.contains(e.relatedTarget))) return;
    if (inp && e.target === inp && d.hasFocus() && end(true)) saving.send();
    else if (!inp) saving.send();
  });
  T.addEventListener('mousedown', function (e) {
    var c = e.target.closest('[data-f]');
    if (!c || e.target === inp || c.contains(inp)) return;
    e.preventDefault();
    if (!end(true)) return;
    if (c === cur && d.activeElement === c) begin(); else go(c);
  });
  T.addEventListener('paste', function (e) {
    var text = e.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n').replace(/\n$/, ''), form = d.getElementById('grid-paste'), v;
    if (/[\t\n]/.test(text)) {
      e.preventDefault();
      end(false);
      if (!form) { window.toast(words.workbook); return; }
      form.elements.text.value = text;
      form.querySelector('[data-of-group]').value = rowOf(cur).parentNode.dataset.group;
      form.requestSubmit();
    } else if (!inp && cur && cur.dataset.f && cur.dataset.t !== 'choice') {
      e.preventDefault();
      v = isMoney(cur) ? money(text) : text.trim();
      if (v === null) say(words.number); else assign(cur, v);
    }
  });
  all('[data-add],[data-add-here]', d).forEach(function (a) {
    a.addEventListener('click', function (e) {
      var body = a.closest('tbody') || (cur && rowOf(cur).parentNode) || T.tBodies[0];
      e.preventDefault();
      if (locked || !end(true)) return;
      go($('[data-f=name]', added('new' + Date.now() + '-' + count++, body.dataset.group)), true);
    });
  });

  all('a[data-go],[data-add-here]').forEach(function (a) { a.tabIndex = -1; }); /* one tab stop */
  var first = $('[data-f]');
  if (first) { cur = first; first.tabIndex = 0; }
  var back = saving.restore();
  if (back) window.toast(fill(words.back, back));
})();
