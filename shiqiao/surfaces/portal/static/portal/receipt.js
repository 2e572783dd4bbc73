// Copying and printing; without scripts the link stands there to be copied by hand.
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
