// The outbox: what was written and is not stored yet. It outlives reloads, and each message is repeated
// under its own id until the server has it. settled(message, stored) is called once for each; stranger() when
// the server does not know this browser (any more).
function newOutbox(settled, stranger) {
  'use strict';

  var storageKey = 'kanal:' + location.pathname;
  var unkept = []; // where the browser has no storage for us
  var busy = false;
  var failures = 0;
  var again = null;

  function all() {
    try { return JSON.parse(localStorage.getItem(storageKey)) || []; } catch (e) { return unkept; }
  }

  function keep(messages) {
    unkept = messages;
    try { localStorage.setItem(storageKey, JSON.stringify(messages)); } catch (e) { /* in memory, then */ }
  }

  function forget(id) {
    keep(all().filter(function (m) { return m.id !== id; }));
  }

  function add(message) {
    keep(all().concat(message));
    pump();
  }

  // pump posts the oldest message, and so on until none is left or the server cannot be reached.
  function pump() {
    var message = all()[0];
    if (busy || !message) return;
    clearTimeout(again);
    busy = true;
    request('POST', 'chat/messages', JSON.stringify(message), function (status) {
      busy = false;
      var stored = status === 200;
      if (stored || status === 400 || status === 413) { // the last two: it will never be taken
        failures = 0;
        forget(message.id);
        settled(message, stored);
        pump();
        return;
      }
      if (status === 401) stranger();
      again = setTimeout(pump, pause(failures++));
    });
  }

  // hurry tries at once: something says that the server can be reached again.
  function hurry() {
    failures = 0;
    pump();
  }

  function newID() {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
  }

  // pause grows from one second to half a minute; the random part spreads many browsers.
  function pause(tries) {
    return Math.min(30000, 1000 * Math.pow(2, tries)) * (0.75 + Math.random() / 2);
  }

  function request(method, url, body, done) {
    var xhr = new XMLHttpRequest();
    xhr.open(method, url);
    xhr.timeout = 20000;
    if (body) xhr.setRequestHeader('Content-Type', 'application/json');
    xhr.onloadend = function () { done(xhr.status); };
    xhr.send(body);
  }

  return { all: all, add: add, forget: forget, hurry: hurry, newID: newID, pause: pause, request: request };
}
