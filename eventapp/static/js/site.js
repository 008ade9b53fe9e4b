"use strict";

/* The pages work without this file: it moves focus to the list of errors, copies links, leaves quickly
   and warns before somebody is signed out. */

function focusErrors() {
  const summary = document.getElementById("fel");
  if (summary) summary.focus();
}

function copyText(input) {
  if (navigator.clipboard) return navigator.clipboard.writeText(input.value);
  input.select();
  document.execCommand("copy");
  return Promise.resolve();
}

function addCopyButton(box) {
  const input = box.querySelector("input");
  const row = input.parentElement;
  const button = document.createElement("button");
  const answer = document.createElement("p");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = box.dataset.copyText;
  answer.setAttribute("role", "status");
  button.addEventListener("click", function () {
    answer.textContent = "";
    copyText(input).then(
      function () { answer.textContent = box.dataset.copiedText; },
      function () { input.select(); }
    );
  });
  row.append(button, answer);
}

/* The page is blank at once and its place in the history is taken by the other site. */
function leave(link) {
  document.body.hidden = true;
  location.replace(link.href);
}

function leaveAtOnce(link) {
  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave(link);
  });
}

/* Shift three times, each within five seconds, and no other key with it or between: typing capitals never leaves. */
function leaveByKeys(link) {
  const said = document.createElement("span");
  let times = 0;
  let timer = 0;
  let isAlone = false;
  function count(number) {
    times = number;
    said.textContent = ["", link.dataset.exitTwo, link.dataset.exitOne][times];
    clearTimeout(timer);
    if (times) timer = setTimeout(count, 5000, 0);
  }
  said.setAttribute("role", "status");
  said.className = "quick-exit__said";
  link.before(said);
  document.addEventListener("keydown", function (event) {
    isAlone = event.key === "Shift";
    if (!isAlone) count(0);
  });
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !isAlone) return;
    if (times === 2) leave(link);
    else count(times + 1);
  });
}

/* Shown when the session is about to end; the button keeps it, and what is being written stays where it is. */
function warnBeforeSignOut(box) {
  let timer = 0;
  function wait() {
    clearTimeout(timer);
    box.hidden = true;
    timer = setTimeout(function () { box.hidden = false; }, box.dataset.idle * 1000);
  }
  box.querySelector("button").addEventListener("click", function () {
    fetch(box.dataset.stay).then(function (answer) { if (!answer.redirected) wait(); });
  });
  wait();
}

addEventListener("pageshow", function () { document.body.hidden = false; });

focusErrors();
document.querySelectorAll("[data-copy]").forEach(addCopyButton);
document.querySelectorAll("[data-exit]").forEach(leaveAtOnce);
document.querySelectorAll("[data-exit-two]").forEach(leaveByKeys);
document.querySelectorAll("[data-idle]").forEach(warnBeforeSignOut);
