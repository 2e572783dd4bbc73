// A phrase is inserted where the cursor stands; the text behind it stays, and the first gap is selected to be typed over.
const GAP = /\{[^{}\n]{1,20}\}/;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const area = button && document.querySelector(button.dataset.insert);
  if (!area) return;
  const start = area.selectionStart ?? area.value.length;
  const text = button.dataset.text;
  area.setRangeText(text, start, area.selectionEnd ?? start, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  const gap = GAP.exec(text);
  if (gap) area.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
});
