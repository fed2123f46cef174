"use strict";
(() => {
  const form = document.getElementById("filters");
  const findings = [...document.querySelectorAll("details.finding")];
  const setOpen = (open) => {
    for (const finding of findings) if (!finding.hidden) finding.open = open;
  };

  // A link to a rule opens it: it stands in a closed list.
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", openTarget);
  openTarget();

  if (!form) return;
  const text = document.getElementById("text");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const resources = [...document.querySelectorAll("section.resource")];
  let words = null;

  // Thousands of findings: their text is read once, when somebody searches.
  const haystack = () => {
    words ??= new Map(findings.map((finding) => {
      const head = finding.closest(".resource").querySelector(".resource-head");
      return [finding, `${head.textContent} ${finding.textContent}`.toLowerCase()];
    }));
    return words;
  };
  const chosen = (name) =>
    new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));

  const apply = () => {
    const status = chosen("status");
    const severity = chosen("severity");
    const terms = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const finding of findings) {
      const fits = status.has(finding.dataset.status) && severity.has(finding.dataset.severity)
        && terms.every((term) => haystack().get(finding).includes(term));
      finding.hidden = !fits;
      if (fits) count += 1;
    }
    for (const resource of resources) {
      resource.hidden = !resource.querySelector("details.finding:not([hidden])");
    }
    nothing.hidden = count > 0;
    const [some, all] = [count, findings.length].map((number) => number.toLocaleString("en"));
    shown.textContent = count === findings.length ? `${all} findings` : `${some} of ${all} findings`;
  };

  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, findings.length > 1000 ? 200 : 0);
  });
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("expand").addEventListener("click", () => setOpen(true));
  document.getElementById("collapse").addEventListener("click", () => setOpen(false));
  document.getElementById("reset").addEventListener("click", () => {
    form.reset();
    apply();
    text.focus();
  });
  form.hidden = false;
  // A browser keeps what was typed over a reload.
  apply();
})();
