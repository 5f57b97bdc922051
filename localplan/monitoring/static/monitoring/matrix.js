/* The matrix: arrows between cells (one tab stop), select rows, details of a cell beside it. Works without: cells are
   links to a page, the filters are a form, the ticks a form too. */
(function () {
  'use strict';
  var d = document, now = null, opener = null;

  function table() { return d.querySelector('[data-mx]'); }
  function rows() { return [].slice.call(table().tBodies[0].rows); }
  function stops(row) { return [].slice.call(row.querySelectorAll('.ck input, th a, td.s a')); }

  function stand(at, focus) {
    if (!at) return;
    if (now) now.tabIndex = -1;
    now = at;
    now.tabIndex = 0;
    if (!focus) return;
    now.focus();
    var wrap = table().parentNode, head = table().tHead.getBoundingClientRect().bottom;
    var top = now.closest('tr').getBoundingClientRect().top;
    if (top < head) wrap.scrollTop -= head - top + 4;
  }

  function begin() {
    if (!table()) return;
    now = null;
    rows().forEach(function (row) { stops(row).forEach(function (one) { one.tabIndex = -1; }); });
    stand(rows()[0] && rows()[0].querySelector('th a'));
    var all = d.querySelector('[data-all]');
    if (all) all.hidden = false;
    count();
  }

  function count() {
    var bulk = d.getElementById('bulk'), said = d.getElementById('picked');
    if (!bulk) return;
    var ticked = 0, boxes = d.querySelectorAll('[data-mx] tbody .ck input');
    boxes.forEach(function (box) {
      box.closest('tr').setAttribute('aria-selected', String(box.checked));
      if (box.checked) ticked += 1;
    });
    bulk.hidden = !ticked;
    said.textContent = said.dataset.words + ' ' + ticked;
    var all = d.querySelector('[data-all]');
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  function move(e) {
    var row = e.target.closest('tr'), list = rows(), mine = stops(row);
    var x = mine.indexOf(e.target), y = list.indexOf(row), box = row.querySelector('.ck input');
    var jump = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], PageDown: [0, 10],
      PageUp: [0, -10], Home: [-99, 0], End: [99, 0]}[e.key];
    if (e.code === 'Space' && box && e.target !== box) {
      e.preventDefault();
      box.checked = !box.checked;
      count();
      return;
    }
    if (!jump || x < 0) return;
    e.preventDefault();
    y = Math.max(0, Math.min(list.length - 1, y + jump[1]));
    var there = stops(list[y]);
    stand(there[Math.max(0, Math.min(there.length - 1, x + jump[0]))], true);
  }

  function place(pop, at) {
    var q = at.getBoundingClientRect(), w = pop.offsetWidth, h = pop.offsetHeight;
    var x = Math.max(8, Math.min(q.left, innerWidth - w - 12));
    var y = q.bottom + 6 + h > innerHeight ? Math.max(8, q.top - h - 6) : q.bottom + 6;
    pop.style.left = x + scrollX + 'px';
    pop.style.top = y + scrollY + 'px';
  }

  function close(back) {
    var pop = d.getElementById('cellpop');
    if (!pop || pop.hidden) return;
    pop.hidden = true;
    if (back && opener) opener.focus();
  }

  function open(link) {
    var pop = d.getElementById('cellpop');
    opener = link;
    fetch(link.href, {headers: {'HX-Request': 'true'}}).then(function (answer) {
      if (!answer.ok) { location.href = link.href; return ''; }
      return answer.text();
    }).then(function (html) {
      if (!html) return;
      pop.innerHTML = html;
      if (window.htmx) htmx.process(pop);
      pop.hidden = false;
      pop.querySelectorAll('[data-js]').forEach(function (one) { one.hidden = false; });
      place(pop, link);
      var first = pop.querySelector('.btnrow a, button');
      if (first) first.focus();
    }).catch(function () { location.href = link.href; });
  }

  d.addEventListener('click', function (e) {
    var link = e.target.closest('[data-mx] td.s a');
    if (link && !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0) {
      e.preventDefault();
      stand(link);
      open(link);
    } else if (e.target.closest('[data-close-pop]')) {
      close(true);
    } else if (!e.target.closest('#cellpop')) {
      close(false);
    }
  });
  d.addEventListener('change', function (e) {
    if (e.target.matches('[data-all]')) {
      d.querySelectorAll('[data-mx] tbody .ck input').forEach(function (box) { box.checked = e.target.checked; });
    }
    if (e.target.closest('[data-mx]')) count();
  });
  d.addEventListener('reset', function () { setTimeout(count, 0); });
  d.addEventListener('focusin', function (e) {
    if (table() && e.target.closest('[data-mx] tbody') && stops(e.target.closest('tr')).indexOf(e.target) >= 0) stand(e.target);
  });
  d.addEventListener('keydown', function (e) {
    if (e.key === 'Escape') close(true);
    else if (table() && e.target.closest('[data-mx] tbody tr')) move(e);
  });
  d.addEventListener('htmx:afterSettle', begin);
  begin();
})();
