/* A round while it is typed: the line's balance counts what stands in its row, both sides add up at the foot.
   Needs window.baht (money.js). Without it "Add up" does the same on the server. */
(function () {
  'use strict';
  var d = document, form = d.querySelector('[data-round]'), sums = d.getElementById('sums'), lines = {};
  if (!form || !window.baht) return;
  d.querySelectorAll('#lines option').forEach(function (o) { lines[o.value] = o; });

  function all(s) { return Array.prototype.slice.call(form.querySelectorAll(s)); }
  function digits(text) { return text.replace(/[๐-๙]/g, function (c) { return c.charCodeAt(0) - 0xe50; }); }
  function amount(box) { return (box && window.baht.read(box.value)) || 0; }
  function show(satang) { return (satang / 100).toLocaleString('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2}); }
  function box(row, end) { return row.querySelector('input[name$="-' + end + '"]'); }

  function count() {
    var gives = 0, gains = 0;
    all('[data-side]').forEach(function (row) {
      var less = amount(box(row, 'less')), more = amount(box(row, 'more'));
      var number = /^\s*(\d+)/.exec(digits(box(row, 'line').value)), line = number && lines[number[1]];
      var left = line ? Math.round(line.dataset.left * 100) : 0, after = row.querySelector('[data-after]');
      gives += less;
      gains += more;
      row.querySelector('[data-name]').textContent = line ? line.dataset.name : '';
      row.querySelector('[data-left]').textContent = line ? show(left) : '';
      after.textContent = line ? show(left - less + more) : '';
      after.classList.toggle('bad', Boolean(line) && left - less + more < 0);
    });
    all('[data-item]').forEach(function (item) { gains += amount(box(item, 'more')); });
    sums.querySelector('[data-gives]').textContent = show(gives);
    sums.querySelector('[data-gains]').textContent = show(gains);
    sums.querySelector('[data-gap]').textContent = show(Math.abs(gains - gives));
    sums.querySelector('[data-even]').hidden = gains !== gives || !gains;
    sums.querySelector('[data-uneven]').hidden = gains === gives;
  }

  form.addEventListener('input', count);
  count();
})();
