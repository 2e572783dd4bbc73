// Counts the seconds down in which the last act can be undone, and takes the offer away when they are over.
for (const form of document.querySelectorAll("[data-undo]")) {
  const end = Date.now() + 1000 * Number(form.dataset.undo);
  const shown = form.querySelector("[data-left]");
  const tick = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    shown.textContent = Math.max(0, left);
    if (left > 0) return;
    clearInterval(tick);
    form.remove();
  }, 500);
}
