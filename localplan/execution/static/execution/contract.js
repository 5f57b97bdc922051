/* The forms of a contract and of a payment: what the line has left after it, what is paid out after deductions. */
(function () {
  'use strict';
  var d = document, B = window.baht, F = d.querySelector('[data-contract]'), P = d.querySelector('[data-payment]');

  /* A day without its year lies in the fiscal year of the page; written out before the date field reads it. */
  d.addEventListener('change', function (e) {
    var x = e.target, form = x.form, m = x.matches('[data-be-date]') && /^\s*(\d{1,2})\s*[\/.\-]\s*(\d{1,2})\s*$/.exec(x.value.replace(/[๐-๙]/g, function (c) { return c.charCodeAt(0) - 0xe50; }));
    if (m && form && form.dataset.year) x.value = m[1] + '/' + m[2] + '/' + (form.dataset.year - (+m[2] >= 10 ? 1 : 0));
  }, true);

  function value(name, form) { var x = form.elements[name]; return (x && B.read(x.value)) || 0; }
  function picked(form, i) { var s = form.elements['line_' + i]; return s && s.selectedOptions[0] && s.selectedOptions[0].dataset.left ? s.selectedOptions[0] : null; }

  if (F) {
    var say = F.querySelector('[data-left-words]'), own = false, title = F.elements.title;
    var tell = function () {
      var o = picked(F, 0), rest = o ? B.satang(o.dataset.left) - value('amount_0', F) : 0;
      say.textContent = !o ? '' : rest < 0 ? say.dataset.overWords.replace('@', B.show(B.satang(o.dataset.left))) : say.dataset.leftWords.replace('@', B.show(rest));
      say.classList.toggle('bad', rest < 0);
      if (o && !own) title.placeholder = o.dataset.name;
    };
    title.addEventListener('input', function () { own = !!title.value; });
    F.addEventListener('input', tell);
    F.addEventListener('change', tell);
    tell();
    var first = F.querySelector('[aria-invalid],#id_line_0');
    if (first && !d.getElementById('problems')) first.focus();
  }
  if (P) {
    var line = P.querySelector('[data-net-words]'), rest = d.querySelector('[data-rest]'), label = d.querySelector('[data-after-words]'), before = label.textContent;
    var count = function () {
      var gross = value('gross', P), net = gross - value('tax', P) - value('penalty', P) - value('retention', P), left = B.satang(rest.dataset.rest) - gross;
      line.textContent = gross ? line.dataset.netWords.replace('@', B.show(net)) : '';
      rest.textContent = left < 0 ? '−' + B.show(-left) : B.show(left);
      rest.classList.toggle('bad', left < 0);
      label.textContent = gross ? label.dataset.afterWords : before;
    };
    P.addEventListener('input', count);
    count();
  }
})();
