"use strict";

/* The pages work without this file: it moves focus to the list of errors, copies links and leaves quickly. */

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

function leaveAtOnce(link) {
  link.addEventListener("click", function (event) {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });
}

focusErrors();
document.querySelectorAll("[data-copy]").forEach(addCopyButton);
document.querySelectorAll("[data-exit]").forEach(leaveAtOnce);
