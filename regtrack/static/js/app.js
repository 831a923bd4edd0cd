// Makes the pages pleasant; every one of them works without this file.
(function () {
  "use strict";

  // After an error the summary takes the focus, so that it is read first.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A choice in a filter applies at once.
  document.querySelectorAll("[data-autosubmit]").forEach(function (field) {
    field.addEventListener("change", function () { field.form.requestSubmit(); });
  });

  // Dropping files on the zone is the same as choosing them.
  document.querySelectorAll("[data-drop]").forEach(function (zone) {
    var input = zone.querySelector("input[type=file]");
    if (!input) return;
    ["dragenter", "dragover"].forEach(function (name) {
      zone.addEventListener(name, function (event) { event.preventDefault(); zone.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function () { zone.classList.remove("is-over"); });
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", function () {
      if (input.files.length && !refusedBySize(input) && zone.hasAttribute("data-send-at-once")) input.form.requestSubmit();
    });
    // In a list one press opens the dialogue; the fold stays open for who has closed it.
    var summary = zone.querySelector("summary");
    if (summary) summary.addEventListener("click", function () { if (!zone.open) input.click(); });
  });

  // What is too large is said before it is sent: an hour of sending for a refusal helps nobody.
  function refusedBySize(input) {
    var limit = Number(input.dataset.limit), all = Number(input.dataset.limitAll), total = 0, said = "";
    if (!limit) return false;
    Array.from(input.files).forEach(function (file) {
      total += file.size;
      if (file.size > limit && !said) said = input.dataset.tooLarge.split("{name}").join(file.name);
    });
    if (!said && total > all) said = input.dataset.tooMuch;
    var error = input.parentNode.querySelector("[data-size-error]");
    if (!error) {
      error = document.createElement("p");
      error.className = "field-error";
      error.setAttribute("role", "alert");
      error.setAttribute("data-size-error", "");
      input.before(error);
    }
    error.textContent = said;
    error.hidden = !said;
    if (said) { input.value = ""; input.dispatchEvent(new Event("emptied")); }
    return Boolean(said);
  }

  // The picker speaks the page's language, not the browser's; the native control stays beneath it.
  document.querySelectorAll("input[type=file]").forEach(function (input) {
    var words = document.body.dataset, dress = document.createElement("span"), button = document.createElement("span"), chosen = document.createElement("span");
    dress.className = "picker";
    dress.setAttribute("aria-hidden", "true");
    button.className = "btn btn-outline-primary";
    button.textContent = input.multiple ? words.choose : words.chooseOne;
    chosen.className = "muted small";
    function tell() {
      chosen.textContent = Array.from(input.files).map(function (file) { return file.name; }).join(", ") || words.chosen;
    }
    tell();
    dress.append(button, chosen);
    input.classList.add("is-dressed");
    input.after(dress);
    button.addEventListener("click", function () { input.click(); });
    input.addEventListener("change", tell);
    input.addEventListener("emptied", tell);
  });

  // One press is enough: a second one while the first is on its way would only confuse.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-many")) return;
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]:not([disabled])").forEach(function (button) {
        button.disabled = true;
        button.dataset.held = "1";
      });
    }, 0);
    window.setTimeout(release, 5000);
  });

  // Only what was held here is let go: a button that the page itself disables stays so.
  function release() {
    document.querySelectorAll("button[data-held]").forEach(function (button) {
      button.disabled = false;
      delete button.dataset.held;
    });
  }

  // Coming back by the browser's arrow must find working buttons.
  window.addEventListener("pageshow", release);

  // The reviewer's keys: a letter presses the control that names it, never while typing.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var control = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (control) { event.preventDefault(); control.focus(); control.click(); }
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
