/* Tick all rows of the year's end at once, or none. */
(function () {
  'use strict';
  var F = document.querySelector('[data-yearend]');
  if (!F) return;
  F.addEventListener('click', function (e) {
    var b = e.target.closest('[data-tick]');
    if (b) F.querySelectorAll('[name^=do-]').forEach(function (x) { x.checked = !!b.dataset.tick; });
  });
})();
