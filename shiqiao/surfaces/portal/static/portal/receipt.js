// Copying, printing, and asking for grounds only where something was not good; without scripts all of it stands there.
const tools = document.querySelector("[data-receipt]");

if (tools) {
  tools.hidden = false;
  tools.querySelector("[data-print]").addEventListener("click", () => window.print());
  const copy = tools.querySelector("[data-copy]");
  if (!navigator.clipboard) copy.remove();
  else copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.querySelector("span").textContent = copy.dataset.copied;
  });
}

const rating = document.querySelector("[data-rating]");
if (rating) {
  const grounds = rating.querySelector("[data-grounds]");
  const show = () => {
    const { solved, satisfied } = rating.elements;
    grounds.hidden = solved.value !== "no" && !["basically", "not"].includes(satisfied.value);
  };
  rating.addEventListener("change", show);
  show();
}
