/* The picker of classification for the entry grid: one search for word or code, two short lists, Enter takes both.
   A value is "00312/542000": the code of the work, the code of the category, either may be missing. */
(function () {
  'use strict';
  var d = document, box = d.getElementById('picker');
  if (!box) return;
  var form = box.querySelector('form'), search = d.getElementById('picker-q'), again = box.querySelector('[data-again]');
  var use = form.querySelector('.btn--p'), title = d.getElementById('picker-title'), note = box.querySelector('[data-develops-note]');
  var lists = Array.prototype.map.call(box.querySelectorAll('.pick__l'), function (ul) {
    return Array.prototype.map.call(ul.children, function (li) {
      var radio = li.querySelector('input');
      return {li: li, radio: radio, code: radio.value, words: li.dataset.words.toLowerCase(), text: li.dataset.text,
        develops: 'develops' in li.dataset};
    });
  });
  var done = null, asked = 0;

  function item(list, code) { return list.filter(function (x) { return x.code === code; })[0]; }
  function chosen() {
    return lists.map(function (list) { var x = list.filter(function (y) { return y.radio.checked; })[0]; return x ? x.code : ''; });
  }
  function value() { var c = chosen(); return c[0] || c[1] ? c.join('/') : ''; }
  function take(v) {
    var codes = v.split('/');
    lists.forEach(function (list, i) { list.forEach(function (x) { x.radio.checked = x.code === codes[i]; }); });
    tell();
  }
  function tell() {
    var codes = chosen(), category = item(lists[1], codes[1]);
    lists.forEach(function (list) { list.forEach(function (x) { x.li.classList.toggle('is-on', x.radio.checked); }); });
    use.textContent = box.dataset.use.replace('#', codes.filter(Boolean).join(' / ') || '–');
    note.hidden = !(category && category.develops);
  }

  /* A list in which no word is found stays whole; in one where some are, the best is taken at once. */
  function narrow() {
    var words = search.value.toLowerCase().split(/[\s/]+/).filter(Boolean);
    lists.forEach(function (list) {
      var best = 0;
      list.forEach(function (x) {
        x.score = words.filter(function (w) { return x.words.indexOf(w) >= 0 || x.code.indexOf(w) === 0; }).length;
        best = Math.max(best, x.score);
      });
      list.forEach(function (x) { x.li.hidden = best > 0 && x.score < best; });
      if (best) list.filter(function (x) { return !x.li.hidden; })[0].radio.checked = true;
    });
    tell();
  }

  function before(name) {
    var turn = ++asked, button = again.querySelector('button');
    again.hidden = true;
    if (!name) return;
    fetch(box.dataset.before + '?name=' + encodeURIComponent(name), {headers: {Accept: 'application/json'}}).then(function (r) {
      return r.ok ? r.json() : {};
    }).then(function (x) {
      if (turn !== asked || !x.value || !box.open) return;
      button.textContent = x.words;
      button.onclick = function () { take(x.value); close(true); };
      again.hidden = false;
    }).catch(function () { /* offline: the lists are here */ });
  }

  function close(keep) {
    var tell = done, v = keep ? value() : null;
    done = null;
    asked++;
    if (box.open) box.close();
    if (tell) tell(v);
  }
  form.addEventListener('submit', function (e) { e.preventDefault(); close(true); });
  box.addEventListener('close', function () { close(false); });
  box.addEventListener('change', tell);
  search.addEventListener('input', narrow);
  search.addEventListener('keydown', function (e) {
    var first = lists[0].filter(function (x) { return !x.li.hidden; }), to = first.filter(function (x) { return x.radio.checked; })[0] || first[0];
    if (e.key === 'Escape') { e.preventDefault(); close(false); return; } /* else the box would only be emptied */
    if (e.key !== 'ArrowDown' || !to) return;
    e.preventDefault();
    to.radio.checked = true;
    to.radio.focus();
    tell();
  });

  window.gridPick = {
    words: function (v) {
      return v.split('/').map(function (code, i) { var x = item(lists[i] || [], code); return x ? x.text : ''; }).filter(Boolean).join(' · ');
    },
    show: function (cell, v) {
      var parts = v.split('/').map(function (code, i) { var x = item(lists[i] || [], code); return x ? x.text : ''; }), small = d.createElement('small');
      cell.textContent = parts[0] || '';
      if (!parts[1]) return;
      small.textContent = parts[1];
      cell.append(small);
    },
    open: function (name, v, typed, act) {
      done = act;
      title.textContent = box.dataset.title.replace('#', name || '…');
      search.value = '';
      narrow();
      take(v);
      box.showModal();
      search.focus();
      before(name);
    }
  };
})();
