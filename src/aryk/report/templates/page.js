"use strict";
// Tables sort on a click on their head; what is not in the run stays last.
for (const table of document.querySelectorAll("table.sortable")) {
  table.classList.add("sorting");
  table.querySelectorAll("thead th").forEach((head, column) => {
    head.tabIndex = 0;
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending" && (head.classList.contains("n") || head.hasAttribute("aria-sort"));
      table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => {
        const cell = row.cells[column];
        return head.classList.contains("n") ? (cell.dataset.v ? parseFloat(cell.dataset.v) : NaN) : cell.textContent.trim();
      };
      const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => {
        if (typeof a === "string") return a.localeCompare(b) * (down ? -1 : 1);
        if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
        return (a - b) * (down ? -1 : 1);
      });
      table.tBodies[0].append(...rows.map(([, row]) => row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  });
}
// Charts tell their values under the pointer.
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
document.body.append(tip);
const told = (value) => value === null ? "\u2013" : value.toLocaleString("en", { maximumSignificantDigits: 4 }).replaceAll(",", "\u202f");
for (const svg of document.querySelectorAll("svg[data-hover]")) {
  const chart = JSON.parse(svg.dataset.hover);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  line.setAttribute("class", "cursor");
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
    const x = (event.clientX - box.left) / box.width * view.width;
    const step = chart.x.findIndex((edge, place) => place + 1 < chart.x.length && x >= edge && x < chart.x[place + 1]);
    tip.hidden = step < 0;
    if (step < 0) { line.remove(); return; }
    const middle = (chart.x[step] + chart.x[step + 1]) / 2;
    for (const [name, value] of [["x1", middle], ["x2", middle], ["y1", 20], ["y2", view.height - 24]]) line.setAttribute(name, value);
    svg.append(line);
    const head = document.createElement("b");
    head.textContent = `${chart.t[step]} (${chart.u})`;
    tip.replaceChildren(head);
    for (const [name, colour, values] of chart.s) {
      if (values[step] === 0 && chart.s.length > 6) continue;
      const row = document.createElement("div"), left = document.createElement("span"), right = document.createElement("span"), ink = document.createElement("i");
      ink.style.background = colour;
      left.append(ink, name);
      right.textContent = told(values[step]);
      row.append(left, right);
      tip.append(row);
    }
    tip.style.left = `${Math.min(event.clientX + 16, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.max(8, Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8))}px`;
  });
  svg.addEventListener("pointerleave", () => { tip.hidden = true; line.remove(); });
}
