// The kiosk: back to the first page after a while, and keys to touch where there is no keyboard.
const body = document.body;
if (body.dataset.again) setTimeout(() => location.replace(body.dataset.again), Number(body.dataset.after) * 1000);

const field = document.querySelector("[data-keys]");
if (field) {
  const keys = document.createElement("div");
  keys.className = "kiosk-keys";
  for (const sign of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "←", "0", "-"]) {
    const key = document.createElement("button");
    key.type = "button";
    key.className = "btn";
    key.textContent = sign;
    if (sign === "←") key.setAttribute("aria-label", field.dataset.delete);
    key.addEventListener("click", () => {
      field.value = sign === "←" ? field.value.slice(0, -1) : field.value + sign;
    });
    keys.append(key);
  }
  field.after(keys);
}
