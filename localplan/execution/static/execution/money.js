/* Amounts while they are typed: read and written as the server does, balances that count what stands in the field.
   window.baht: read(text) → satang, null when unreadable, NaN when blank; show(satang); split(satang, shares). */
(function () {
  'use strict';
  var d = document, nf = new Intl.NumberFormat('en-US', {minimumFractionDigits: 0, maximumFractionDigits: 2});

  function read(raw) {
    var k = 1, s = raw.replace(/[๐-๙]/g, function (c) { return c.charCodeAt(0) - 0xe50; }).replace(/[฿\s\u00a0]/g, '').replace(/บาท$/, '');
    if (!s) return NaN;
    if (/^[-–—]$/.test(s)) return 0;
    s = s.replace(/(ล้าน|แสน|หมื่น|พัน)$/, function (w) { k = {'ล้าน': 1e6, 'แสน': 1e5, 'หมื่น': 1e4, 'พัน': 1e3}[w]; return ''; });
    if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(s)) s = s.replace(/,/g, '');
    return /^\d+(\.\d{1,2})?$/.test(s) ? Math.round(s * k * 100) : null;
  }
  function show(satang) {
    if (!satang) return '-';
    return satang % 100 ? (satang / 100).toLocaleString('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2}) : nf.format(satang / 100);
  }
  function satang(text) { return Math.round(text * 100); }

  /* In the ratio of the contract, to the satang, never beyond what is left: as splitting.py on the server. */
  function split(gross, shares) {
    var parts = shares.map(function () { return 0; }), rest = gross, able = [];
    shares.forEach(function (s, i) { if (s.left > 0) able.push(i); });
    function give(i, part) { parts[i] += part; return part; }
    while (rest > 0 && able.length) {
      var total = able.reduce(function (sum, i) { return sum + shares[i].amount; }, 0), given = 0, at = rest;
      able.forEach(function (i) {
        var wanted = total ? Number(BigInt(at) * BigInt(shares[i].amount) / BigInt(total)) : 0;
        given += give(i, Math.min(wanted, shares[i].left - parts[i]));
      });
      rest -= given;
      able = able.filter(function (i) { return parts[i] < shares[i].left; });
      if (!given) {
        able.forEach(function (i) { rest -= give(i, Math.min(rest, shares[i].left - parts[i])); });
        break;
      }
    }
    if (rest > 0 && parts.length) parts[parts.length - 1] += rest;
    return parts;
  }
  window.baht = {read: read, show: show, split: split, satang: satang};

  /* Thai layout: the number row types ๅ/-ภถุึคตจ. In a cell for money the physical key counts. */
  d.addEventListener('keydown', function (e) {
    var t = e.target;
    if (!t.matches || !t.matches('[data-money]') || t.readOnly || e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
    var m = /^Digit(\d)$/.exec(e.code), n = m ? (m[1] === e.key ? '' : m[1]) : e.code === 'Period' && e.key !== '.' ? '.' : '';
    if (!n) return;
    e.preventDefault();
    t.setRangeText(n, t.selectionStart, t.selectionEnd, 'end');
    t.dispatchEvent(new Event('input', {bubbles: true}));
  });

  /* Cumulative figures: what is left follows, Enter goes down the column. */
  d.addEventListener('input', function (e) {
    var t = e.target, r = t.closest && t.closest('[data-figure]') && t.closest('tr'), v;
    if (!r) return;
    v = read(t.value);
    var left = satang(r.dataset.budget) - (v || 0), cell = r.querySelector('.left');
    cell.textContent = left < 0 ? '−' + show(-left) : show(left);
    cell.classList.toggle('bad', left < 0 || v === null);
    if (v === null) t.setAttribute('aria-invalid', 'true'); else t.removeAttribute('aria-invalid');
  });
  d.addEventListener('keydown', function (e) {
    if (!e.target.matches || !e.target.matches('[data-figure]')) return;
    var all = Array.prototype.slice.call(d.querySelectorAll('[data-figure]')), i = all.indexOf(e.target);
    var to = e.key === 'ArrowUp' ? i - 1 : e.key === 'ArrowDown' || (e.key === 'Enter' && !e.ctrlKey) ? i + 1 : -2;
    if (to === -2) return;
    if (e.key === 'Enter' && to >= all.length) return; /* after the last one Enter saves */
    e.preventDefault();
    if (all[to]) { all[to].focus(); all[to].select(); }
  });
  /* Alt+N opens the form of a new contract: by the physical key, for with the Thai layout on it arrives as "ื". */
  d.addEventListener('keydown', function (e) {
    var link = e.altKey && !e.ctrlKey && !e.metaKey && e.code === 'KeyN' && d.querySelector('[data-new]');
    if (!link) return;
    e.preventDefault();
    link.click();
  });
  d.querySelectorAll('[data-nojs]').forEach(function (x) { x.hidden = true; });
})();
