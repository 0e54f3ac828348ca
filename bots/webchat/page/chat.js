// The web chat. Plain script for old phones: no library, no build step, no promise of a fast network.
(function () {
  'use strict';

  var thread = document.getElementById('thread');
  var form = document.getElementById('form');
  var input = document.getElementById('text');
  var notice = document.getElementById('notice');
  var quote = document.getElementById('quote');
  var replies = form.getAttribute('data-replies') === 'true';

  var rows = {};      // message id -> its row
  var taps = {};      // message id -> the button chosen below it
  var last = 0;       // id of the last event received
  var lastDay = '';
  var replyTo = '';   // message id that the next text answers

  var outbox = newOutbox(settle, renew);

  function send(message) {
    showQueued(message);
    toBottom();
    outbox.add(message);
  }

  // ---- the thread ----

  function element(tag, className, text) {
    var e = document.createElement(tag);
    e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  function two(n) { return (n < 10 ? '0' : '') + n; }

  function dayOf(at) {
    if (at.toDateString() === new Date().toDateString()) return 'Hari ini';
    return at.toLocaleDateString('id-ID', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  }

  // fill sets a text, its web addresses as links. Markup in it stays text.
  function fill(target, text) {
    text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).forEach(function (piece, i) {
      if (i % 2 === 0) {
        target.appendChild(document.createTextNode(piece));
        return;
      }
      var link = element('a', '', piece);
      link.href = piece;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      target.appendChild(link);
    });
  }

  function newRow(message, mine) {
    var row = element('div', mine ? 'row mine' : 'row');
    var bubble = element('div', 'bubble');
    if (message.reply_to && rows[message.reply_to]) {
      bubble.appendChild(element('p', 'quoted', textOf(message.reply_to)));
    }
    var text = element('p', 'text');
    fill(text, message.text || (message.file || message.photos ? 'Foto' : ''));
    if (message.file || message.photos) text.classList.add('photo');
    bubble.appendChild(text);
    bubble.appendChild(element('div', 'meta'));
    row.appendChild(bubble);
    rows[message.id] = row;
    return row;
  }

  function textOf(id) { return rows[id].querySelector('.text').textContent; }

  // meta writes the small line: length, reply, time, state.
  function meta(row, item, state) {
    var line = row.querySelector('.meta');
    line.textContent = '';
    if (item.note) line.appendChild(element('span', 'note', item.note));
    if (!item.mine && replies && item.id) {
      var button = element('button', 'reply', 'Balas');
      button.type = 'button';
      button.onclick = function () { answer(item.id); };
      line.appendChild(button);
    }
    var at = new Date(item.at);
    line.appendChild(element('time', '', two(at.getHours()) + '.' + two(at.getMinutes())));
    if (state) line.appendChild(element('span', 'state', state));
  }

  function showQueued(message) {
    if (message.choice) {
      choose(message.reply_to, message.choice, true);
      return;
    }
    var row = newRow(message, true);
    row.classList.add('pending');
    meta(row, { mine: true, at: Date.now() }, 'mengirim…');
    thread.appendChild(row);
  }

  // settle tells what became of a message: stored, or refused for ever.
  function settle(message, stored) {
    if (message.choice) {
      if (!stored) delete taps[message.reply_to];
      choose(message.reply_to, stored ? message.choice : '', false);
      return;
    }
    var row = rows[message.id];
    if (!row) return;
    row.querySelector('.state').textContent = stored ? 'terkirim' : 'tidak dapat dikirim';
    if (!stored) row.classList.add('failed');
  }

  // choose marks a button and closes the others beside it; no choice opens them all again.
  function choose(id, choice, sending) {
    if (choice) taps[id] = { choice: choice, sending: sending };
    if (!rows[id]) return;
    Array.prototype.forEach.call(rows[id].querySelectorAll('.choice'), function (button) {
      var chosen = button.getAttribute('data-choice') === choice;
      button.disabled = !!choice;
      button.classList.toggle('chosen', chosen);
      button.classList.toggle('sending', chosen && sending);
      button.setAttribute('aria-pressed', chosen ? 'true' : 'false');
    });
  }

  function addChoices(row, item) {
    var group = element('div', 'choices');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', 'Pilihan jawaban');
    item.choices.forEach(function (choice) {
      var button = element('button', 'choice', choice.label);
      button.type = 'button';
      button.setAttribute('data-choice', choice.data);
      button.onclick = function () {
        send({ id: outbox.newID(), choice: choice.data, reply_to: item.id });
        thread.focus(); // the button is closed now and would lose it
      };
      group.appendChild(button);
    });
    row.appendChild(group);
    if (taps[item.id]) choose(item.id, taps[item.id].choice, taps[item.id].sending);
  }

  // addPictures shows what came with a message. One that is still being fetched is asked for again for a while.
  function addPictures(row, item) {
    var group = element('div', 'pictures');
    item.pictures.forEach(function (address) {
      var link = element('a', 'picture');
      var image = element('img', '');
      var tries = 0;
      link.href = address;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      image.alt = item.mine ? 'Foto Anda' : 'Foto dari petugas';
      image.onload = function () { link.classList.add('here'); };
      image.onerror = function () {
        if (tries === 6) link.parentNode.removeChild(link);
        else setTimeout(function () { image.src = address + '?' + tries; }, outbox.pause(tries++));
      };
      image.src = address;
      link.appendChild(image);
      group.appendChild(link);
    });
    row.querySelector('.bubble').insertBefore(group, row.querySelector('.meta'));
  }

  // receive shows an item of the thread at its place: above what is not stored yet.
  function receive(item, id) {
    if (id <= last) return;
    last = id;
    if (item.mine && item.choice) choose(item.reply_to, item.choice, false);
    if (item.mine) outbox.forget(item.id);
    if (!item.text && !item.choices && !item.photos) return;
    var follow = atBottom();
    var row = rows[item.id] || newRow(item, item.mine);
    row.classList.remove('pending', 'failed');
    var next = thread.querySelector('.pending');
    var day = dayOf(new Date(item.at));
    if (!row.parentNode || row.nextSibling !== next) thread.insertBefore(row, next);
    if (day !== lastDay) thread.insertBefore(element('p', 'day', day), row);
    lastDay = day;
    meta(row, item, item.mine ? 'terkirim' : '');
    if (item.pictures && !row.querySelector('.pictures')) addPictures(row, item);
    if (item.choices && !row.querySelector('.choices')) addChoices(row, item);
    if (follow) toBottom();
  }

  function atBottom() { return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 120; }
  function toBottom() { thread.scrollTop = thread.scrollHeight; }

  // ---- the stream ----

  var source = null;
  var threadName = ''; // tells one thread from another
  var connected = false;
  var lost = null; // timer: a short gap is nobody's concern
  var attempts = 0;

  function open() {
    if (source) source.close();
    source = new EventSource('chat/events?after=' + last);
    source.onmessage = function (e) { receive(JSON.parse(e.data), Number(e.lastEventId)); };
    source.addEventListener('ready', function (e) {
      var before = connected;
      var name = JSON.parse(e.data).thread;
      if (threadName && name !== threadName) location.reload(); // another cookie, another thread
      threadName = name;
      connected = true;
      attempts = 0;
      clearTimeout(lost);
      lost = null;
      thread.setAttribute('aria-busy', 'false');
      tell();
      if (!before) outbox.hurry();
    });
    source.onerror = function () {
      if (!lost) lost = setTimeout(function () { connected = false; tell(); }, 3000);
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      setTimeout(renew, outbox.pause(attempts++));
    };
  }

  // renew opens the page once more for a new cookie, in case the old one was cleared or had run out.
  function renew() {
    outbox.request('GET', location.pathname, null, open);
  }

  function tell() {
    var words = '';
    if (navigator.onLine === false) {
      words = 'Tidak ada internet. Pesan Anda tersimpan di sini dan terkirim begitu tersambung lagi.';
    } else if (!connected && lost) {
      words = 'Sambungan terputus, kami sambungkan kembali. Pesan Anda tersimpan di sini.';
    }
    var follow = atBottom();
    notice.textContent = words;
    notice.hidden = !words;
    if (follow) toBottom();
  }

  // ---- writing ----

  function answer(id) {
    replyTo = id;
    quote.hidden = !id;
    if (!id) return;
    quote.querySelector('p').textContent = textOf(id);
    input.focus();
  }

  function grow() {
    var follow = atBottom();
    input.style.height = 'auto';
    input.style.height = input.scrollHeight + 2 + 'px';
    if (follow) toBottom();
  }

  form.addEventListener('submit', function (e) {
    e.preventDefault();
    var text = input.value.trim();
    if (!text) return;
    var message = { id: outbox.newID(), text: text };
    if (replyTo) message.reply_to = replyTo;
    send(message);
    answer('');
    input.value = '';
    grow();
    input.focus();
  });

  // A picture goes up first; then a message names it. What was typed goes along as its words.
  var photo = document.getElementById('photo');
  if (photo) photo.addEventListener('change', function () {
    var file = photo.files[0];
    photo.value = '';
    if (!file) return;
    var xhr = new XMLHttpRequest();
    xhr.open('POST', 'chat/files');
    xhr.timeout = 120000;
    photo.parentNode.classList.add('busy');
    say('Mengirim foto…');
    xhr.onloadend = function () {
      photo.parentNode.classList.remove('busy');
      if (xhr.status !== 200) {
        say(refused[xhr.status] || 'Fotonya belum terkirim. Coba lagi sebentar lagi.');
        return;
      }
      say('');
      send({ id: outbox.newID(), text: input.value.trim(), file: JSON.parse(xhr.responseText).file });
      input.value = '';
      grow();
    };
    xhr.send(file);
  });

  var refused = {
    413: 'Fotonya terlalu besar. Coba kirim yang lebih kecil.',
    415: 'Berkas itu bukan foto yang bisa kami simpan.',
    429: 'Sudah banyak foto dalam satu jam ini. Coba lagi nanti, atau ceritakan dengan kata-kata.'
  };

  function say(words) {
    if (!words) { tell(); return; }
    notice.textContent = words;
    notice.hidden = false;
  }

  function enter(e) { return e.key === 'Enter' && !e.shiftKey && !e.isComposing; }

  input.addEventListener('keydown', function (e) {
    if (!enter(e)) return;
    e.preventDefault();
    document.getElementById('send').click();
  });
  input.addEventListener('keypress', function (e) { if (enter(e)) e.preventDefault(); });
  input.addEventListener('input', grow);
  quote.querySelector('button').addEventListener('click', function () { answer(''); });
  window.addEventListener('online', function () { tell(); outbox.hurry(); });
  window.addEventListener('offline', tell);
  window.addEventListener('resize', toBottom);

  outbox.all().forEach(showQueued);
  tell();
  open();
  outbox.hurry();
})();
