// Buttons that copy; browsers allow it on pages over TLS and on the machine itself only.
for (const button of document.querySelectorAll("[data-copy][hidden]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
